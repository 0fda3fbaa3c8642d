package import Prediction
package import Schemas
internal import Support

/// Where a model may speak: the area of applicability of Meyer & Pebesma 2021 (*Predicting into unknown space?*,
/// Methods in Ecology and Evolution 12:1620).
///
/// Features are standardised over the training regions and multiplied with what the model makes of them. The
/// dissimilarity index of a region is its distance to the nearest training region over the mean distance between
/// training regions; that of a training region is the distance to the nearest one of *another fold* over the same,
/// for that is what its out-of-fold error speaks of. The area ends at the greatest index of a training region that
/// is no outlier, above the upper quartile by at most 1.5 interquartile ranges.
package struct ApplicabilityReference: Sendable {
  /// The training regions with their features, as they were given.
  package let training: EmbeddingTable
  /// Mean and deviation of each feature over the training regions.
  package let scaling: Standardisation
  /// Of each feature: how much the model heeds it, at least 0.
  package let weights: [Double]
  /// Mean distance between two training regions.
  package let meanDistance: Double
  /// The greatest index inside the area.
  package let threshold: Double

  /// - Parameters:
  ///   - weights: one a feature, without regard to sign; nil, or all of them 0, where all count alike.
  ///   - folds: of each training region; where there is only one fold, the nearest of the other regions counts.
  /// - Returns: the reference, and the index of each training region.
  package static func fitted(
    to training: EmbeddingTable, folds: [Int], weights: [Double]? = nil
  ) -> (reference: ApplicabilityReference, indices: [Double]) {
    precondition(folds.count == training.ids.count, "a fold of each region")
    precondition(weights?.count ?? training.dimension == training.dimension, "a weight of each feature")
    let scaling = Standardisation(training, rows: Array(training.ids.indices))
    let magnitudes = (weights ?? []).map { $0.isFinite ? abs($0) : 0 }
    let used = magnitudes.contains { $0 > 0 } ? magnitudes : [Double](repeating: 1, count: training.dimension)
    let points = WeightedFeatures(training, scaling, weights: used)
    let units = Set(folds).count > 1 ? folds : Array(folds.indices)
    let (sums, nearest) = points.distances(within: units)
    let pairs = Double(points.count) * Double(points.count - 1)
    let mean = pairs > 0 ? sums.reduce(0, +) / pairs : 0
    let indices = nearest.map { index($0, mean) }
    return (
      ApplicabilityReference(
        training: training, scaling: scaling, weights: used, meanDistance: mean,
        threshold: outlierRemovedMaximum(indices)),
      indices
    )
  }

  package init(
    training: EmbeddingTable, scaling: Standardisation, weights: [Double], meanDistance: Double,
    threshold: Double
  ) {
    self.training = training
    self.scaling = scaling
    self.weights = weights
    self.meanDistance = meanDistance
    self.threshold = threshold
  }

  /// The dissimilarity index of regions with the same features.
  package func indices(of features: EmbeddingTable) -> [Double] {
    precondition(features.dimension == training.dimension, "the features of the training regions")
    let points = WeightedFeatures(features, scaling, weights: weights)
    let known = WeightedFeatures(training, scaling, weights: weights)
    return points.nearest(in: known).map { Self.index($0, meanDistance) }
  }

  /// Whether an index is one of the area of applicability.
  package func contains(_ index: Double) -> Bool { index <= threshold }

  /// Where training regions do not differ, everything else is beyond them.
  private static func index(_ distance: Double, _ mean: Double) -> Double {
    distance == 0 ? 0 : distance / mean
  }

  private static func outlierRemovedMaximum(_ indices: [Double]) -> Double {
    let sorted = indices.filter(\.isFinite).sorted()
    guard !sorted.isEmpty else { return 0 }
    let (lower, upper) = (quantile(ofSorted: sorted, 0.25), quantile(ofSorted: sorted, 0.75))
    return sorted.last { $0 <= upper + 1.5 * (upper - lower) } ?? 0
  }
}

extension WeightedFeatures {
  /// For each point the sum of the distances to all, and the distance to the nearest of another unit; ∞ where
  /// there is none.
  fileprivate func distances(within units: [Int]) -> (sums: [Double], nearest: [Double]) {
    var sums = [Double](repeating: 0, count: count)
    var nearest = [Double](repeating: .infinity, count: count)
    sums.withUnsafeMutableBufferPointer { sumBuffer in
      nearest.withUnsafeMutableBufferPointer { nearestBuffer in
        let (sums, nearest) = (Unchecked(sumBuffer), Unchecked(nearestBuffer))
        forEachBlock(of: self) { row, others, squared in
          var (sum, least) = (0.0, Double.infinity)
          for (place, other) in others.enumerated() {
            sum += squared[place].squareRoot()
            if units[other] != units[row] { least = min(least, squared[place]) }
          }
          sums.value[row] += sum
          nearest.value[row] = min(nearest.value[row], least.squareRoot())
        }
      }
    }
    return (sums, nearest)
  }

  /// For each point the distance to the nearest of others; ∞ without any.
  fileprivate func nearest(in others: WeightedFeatures) -> [Double] {
    var nearest = [Double](repeating: .infinity, count: count)
    nearest.withUnsafeMutableBufferPointer { buffer in
      let slots = Unchecked(buffer)
      forEachBlock(of: others) { row, _, squared in
        let least = squared.reduce(.infinity, min).squareRoot()
        slots.value[row] = min(slots.value[row], least)
      }
    }
    return nearest
  }
}
