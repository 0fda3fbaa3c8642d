internal import Support

/// Indicators of the training regions on the scale that a head predicts: ln(1 + y), less its mean and divided by its
/// standard deviation over these regions.
package struct RegionLabels: Sendable {
  package let indicators: [String]
  /// By region and indicator; NaN where unknown.
  let values: [[Double]]
  /// Of ln(1 + y), by indicator.
  let means: [Double]
  let deviations: [Double]

  /// - Parameters:
  ///   - columns: y by indicator and region; NaN where unknown.
  ///   - ids: of the regions.
  ///   - file: for messages.
  /// - Throws: `Failure` (EX_DATAERR) for a value of at most −1, which has no logarithm of 1 + y, and for an indicator that
  ///   fewer than two regions know or that is the same in all.
  package init(_ columns: [[Double]], indicators: [String], ids: [String], file: String) throws {
    self.indicators = indicators
    var scaled: [[Double]] = []
    var (means, deviations) = ([Double](), [Double]())
    for (indicator, column) in zip(indicators, columns) {
      if let bad = column.firstIndex(where: { $0 <= -1 }) {
        throw Failure.data(
          file,
          "\(indicator) of region \(ids[bad]) is \(column[bad]), where more than -1 is needed for ln(1 + y)")
      }
      let logs = column.map { Elementary.log1p($0) }
      let known = logs.filter { !$0.isNaN }
      let mean = known.reduce(0, +) / Double(max(1, known.count))
      let variance = known.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, known.count))
      guard known.count > 1, variance > 0 else {
        throw Failure.data(
          file,
          "knows \(known.count) different values of \(indicator) in the training regions, where at least 2 are needed"
        )
      }
      means.append(mean)
      deviations.append(variance.squareRoot())
      scaled.append(logs.map { ($0 - mean) / variance.squareRoot() })
    }
    (self.means, self.deviations) = (means, deviations)
    values = ids.indices.map { region in scaled.map { $0[region] } }
  }
}
