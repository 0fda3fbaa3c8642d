internal import Support

/// Student's t distribution.
package enum StudentT {
  /// P(|T| ≥ |t|) with `degrees` of freedom; NaN for a t that is none.
  package static func twoSided(_ t: Double, degrees: Double) -> Double {
    guard !t.isNaN, degrees > 0 else { return .nan }
    guard t.isFinite else { return 0 }
    return incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5)
  }

  /// The regularised incomplete beta function I_x(a, b) by its continued fraction (Abramowitz & Stegun
  /// 26.5.8), evaluated with Lentz's method.
  static func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
    guard x > 0 else { return 0 }
    guard x < 1 else { return 1 }
    // The fraction converges fast below the mean; above, by symmetry.
    guard x <= (a + 1) / (a + b + 2) else { return 1 - incompleteBeta(1 - x, b, a) }
    // In steps, since the compiler takes seconds to type these formulas whole.
    var logFront: Double = Elementary.logGamma(a + b)
    logFront -= Elementary.logGamma(a)
    logFront -= Elementary.logGamma(b)
    logFront += a * Elementary.log(x)
    logFront += b * Elementary.log1p(-x)
    let front: Double = Elementary.exp(logFront) / a
    var c = 1.0
    var d = 1 / guarded(1 - (a + b) * x / (a + 1))
    var fraction = d
    for step in 1...10_000 {
      let m = Double(step)
      let even: Double = a + 2 * m
      let first: Double = m * (b - m) * x / ((even - 1) * even)
      let second: Double = -(a + m) * (a + b + m) * x / (even * (even + 1))
      for term in [first, second] {
        d = 1 / guarded(1 + term * d)
        c = guarded(1 + term / c)
        fraction *= c * d
      }
      if abs(c * d - 1) < 1e-15 { break }
    }
    return front * fraction
  }

  private static func guarded(_ value: Double) -> Double { abs(value) < 1e-300 ? 1e-300 : value }
}
