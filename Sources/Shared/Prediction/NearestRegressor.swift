package import Schemas

/// The mean label of the k nearest training regions, on the map or in feature space.
package struct NearestRegressor: Regressor {
  enum Space: Sendable {
    case sphere([SIMD2<Double>])
    case features(RegressorFeatures)
  }

  package let usesValidation = false
  package let dependsOnSeed = false
  let space: Space
  let neighbours: Int

  /// Nearest by great-circle distance between longitudes and latitudes in degrees.
  package init(coordinates: [SIMD2<Double>], neighbours: Int) {
    space = .sphere(coordinates)
    self.neighbours = neighbours
  }

  /// Nearest by Euclidean distance of features standardised over the training regions.
  /// - Parameter applied: predict regions outside the training part with these instead.
  package init(features: EmbeddingTable, appliedTo applied: EmbeddingTable? = nil, neighbours: Int) {
    space = .features(RegressorFeatures(features, appliedTo: applied))
    self.neighbours = neighbours
  }

  package func predictions(trainedOn fold: Fold, labels: [Double], seed: UInt64, item: UInt64) -> [Double] {
    let nearest =
      switch space {
      case .sphere(let coordinates): nearestOnSphere(coordinates, fold.train)
      case .features(let features): nearestInFeatures(features, fold)
      }
    return nearest.map { found in found.reduce(0) { $0 + labels[$1] } / Double(found.count) }
  }

  /// For every region its nearest training regions; a training region is its own nearest.
  func nearestOnSphere(_ coordinates: [SIMD2<Double>], _ train: [Int]) -> [[Int]] {
    let index = SphereIndex(coordinates, members: train)
    return coordinates.map { index.nearest(to: $0, k: neighbours) }
  }

  private func nearestInFeatures(_ features: RegressorFeatures, _ fold: Fold) -> [[Int]] {
    let inputs = features.inputs(fold)
    let count = inputs.ids.count
    let dimension = inputs.dimension
    // The training regions among the inputs have the features that they were fitted on.
    let values = Standardisation(inputs, rows: fold.train).apply(inputs, rows: Array(0..<count))
    return (0..<count).map { row in
      var list = NearestList(capacity: neighbours)
      for candidate in fold.train {
        var distance = 0.0
        for column in 0..<dimension {
          let difference = values[row * dimension + column] - values[candidate * dimension + column]
          distance += difference * difference
        }
        list.offer(candidate, at: distance)
      }
      return list.entries.map(\.index)
    }
  }
}
