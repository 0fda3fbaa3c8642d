internal import Support

/// The Matérn correlation of a field over distance (Rasmussen & Williams, Gaussian Processes for Machine
/// Learning, 2006, equations 4.16 and 4.17), for the smoothnesses with a closed form.
package enum Smoothness: String, Sendable, CaseIterable {
  /// ν = 1/2: continuous; the exponential kernel.
  case rough = "0.5"
  /// ν = 3/2: differentiable once.
  case once = "1.5"
  /// ν = 5/2: differentiable twice.
  case twice = "2.5"
}

/// Matérn correlations of one smoothness and range.
struct MaternKernel: Sendable {
  private let smoothness: Smoothness
  /// √(2ν) / ℓ.
  private let rate: Double

  /// - Parameter range: ℓ, above 0, in the unit of distances.
  init(_ smoothness: Smoothness, range: Double) {
    self.smoothness = smoothness
    let order =
      switch smoothness {
      case .rough: 1.0
      case .once: 3.0
      case .twice: 5.0
      }
    rate = order.squareRoot() / range
  }

  /// The correlation at a distance.
  @inline(__always) func callAsFunction(_ distance: Double) -> Double {
    let a = rate * distance
    return polynomial(a) * Elementary.exp(-a)
  }

  /// The correlation, and its derivative by ln ℓ.
  @inline(__always) func withSlope(_ distance: Double) -> (value: Double, slope: Double) {
    let a = rate * distance
    let decay = Elementary.exp(-a)
    let slope =
      switch smoothness {
      case .rough: a
      case .once: a * a
      case .twice: a * a * (1 + a) / 3
      }
    return (polynomial(a) * decay, slope * decay)
  }

  @inline(__always) private func polynomial(_ a: Double) -> Double {
    switch smoothness {
    case .rough: 1
    case .once: 1 + a
    case .twice: 1 + a + a * a / 3
    }
  }
}
