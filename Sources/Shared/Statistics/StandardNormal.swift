internal import Support

/// The standard normal distribution.
package enum StandardNormal {
  /// z with P(|Z| ≤ z) = `level`, above 0 and below 1: 1.96 for .95.
  package static func twoSidedQuantile(_ level: Double) -> Double {
    // P(|Z| ≤ z) = 1 − erfc(z / √2) is concave beyond 0, so Newton's steps from below do not overshoot.
    var z = 0.0
    for _ in 0..<200 {
      let step =
        (level - 1 + Elementary.erfc(z / 2.0.squareRoot()))
        / (Elementary.exp(-z * z / 2) * (2 / Double.pi).squareRoot())
      z += step
      if abs(step) <= 4 * z.ulp { break }
    }
    return z
  }
}
