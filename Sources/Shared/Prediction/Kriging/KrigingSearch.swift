internal import Numerics
internal import Support

/// The parameters of greatest restricted likelihood: quasi-Newton searches from the best of a grid of starts.
struct KrigingSearch {
  let likelihood: RestrictedLikelihood
  /// The diagonal of the map, in kilometres.
  let extent: Double
  let hasFeatures: Bool

  init(_ likelihood: RestrictedLikelihood, places: [SIMD2<Double>], hasFeatures: Bool) {
    self.likelihood = likelihood
    self.hasFeatures = hasFeatures
    let points = places.map(EarthChord.point)
    let low = points.reduce(points.first ?? .zero) { pointwiseMin($0, $1) }
    let high = points.reduce(low) { pointwiseMax($0, $1) }
    let extent = EarthChord.distance(low, high)
    self.extent = extent > 0 ? extent : 1
  }

  /// Ranges to start from, as shares of the extent.
  private static let startingRanges = [0.02, 0.08, 0.3]
  private static let startingFields = [0.3, 3]
  private static let startingFeatures = [0.1, 1]
  /// Starts whose −ln L is less than so much above the least are searched from as well.
  private static let closeness = 5.0

  /// - Returns: nil where the likelihood is defined nowhere.
  func best() -> KrigingParameters? {
    let starts = starts().map { ($0, likelihood.value($0)) }.filter(\.1.isFinite)
    // The first of equals, for each range.
    let byRange = Self.startingRanges.compactMap { share in
      starts.filter { $0.0.range == share * extent }.min { $0.1 < $1.1 }
    }
    let least = byRange.reduce(.infinity) { min($0, $1.1) }
    let chosen = byRange.filter { $0.1 < least + Self.closeness }
    let search = BoxBFGS(bounds: bounds)
    let minima = chosen.map { start in
      search.minimum(from: start.0.logarithms) { logarithms in
        likelihood.withGradient(KrigingParameters(logarithms: logarithms))
      }
    }
    return minima.min { $0.value < $1.value }.map { KrigingParameters(logarithms: $0.point) }
  }

  /// Parameters of labels that tell nothing of them.
  var indifferent: KrigingParameters {
    KrigingParameters(field: 1, range: 0.1 * extent, features: hasFeatures ? 1 : nil)
  }

  private func starts() -> [KrigingParameters] {
    Self.startingRanges.flatMap { range in
      Self.startingFields.flatMap { field in
        (hasFeatures ? Self.startingFeatures.map(Optional.some) : [nil]).map {
          KrigingParameters(field: field, range: range * extent, features: $0)
        }
      }
    }
  }

  private var bounds: [ClosedRange<Double>] {
    let ratio = Elementary.log(1e-5)...Elementary.log(1e5)
    return [ratio, Elementary.log(1e-4 * extent)...Elementary.log(4 * extent)] + (hasFeatures ? [ratio] : [])
  }
}
