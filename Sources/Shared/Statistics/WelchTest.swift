/// Welch's test of two means whose variances may differ (Biometrika 34:28, 1947), two-sided
/// (scipy.stats.ttest_ind_from_stats with equal_var=False).
package struct WelchTest: Sendable, Equatable {
  /// The difference of the means over its standard error.
  package let t: Double
  /// Of freedom, by Welch and Satterthwaite; no whole number.
  package let degrees: Double
  /// P(|T| ≥ |t|) where the means are equal.
  package let p: Double

  /// - Returns: nil where a sample has fewer than two numbers or no standard deviation, or neither sample varies.
  package init?(_ one: SampleSummary, _ other: SampleSummary) {
    guard let errors = Self.errors(one, other) else { return nil }
    // In parts of the larger error, whose fourth power may be beyond what a double holds.
    let scale = max(errors.one, errors.other)
    let (a, b) = (
      (errors.one / scale) * (errors.one / scale), (errors.other / scale) * (errors.other / scale)
    )
    t = (one.mean - other.mean) / scale / (a + b).squareRoot()
    degrees = (a + b) * (a + b) / (a * a / Double(one.n - 1) + b * b / Double(other.n - 1))
    p = StudentT.twoSided(t, degrees: degrees)
    guard !p.isNaN else { return nil }
  }

  /// The standard errors of the means.
  private static func errors(_ one: SampleSummary, _ other: SampleSummary) -> (one: Double, other: Double)? {
    guard one.n > 1, other.n > 1, let sd = one.sd, let otherSD = other.sd else { return nil }
    let errors = (sd / Double(one.n).squareRoot(), otherSD / Double(other.n).squareRoot())
    return max(errors.0, errors.1) > 0 ? errors : nil
  }
}
