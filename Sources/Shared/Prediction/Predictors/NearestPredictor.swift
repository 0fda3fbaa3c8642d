extension PredictorKind {
  static let knn = PredictorKind(
    "knn", "the mean of the nearest training regions in feature space", settings: ["neighbours"],
    fitted: NearestInFeatures.self
  ) { settings, _ in try NearestPredictor(.features, settings) }

  static let coordinates = PredictorKind(
    "coordinates", "the mean of the nearest training regions on the map", inputs: .coordinates,
    settings: ["neighbours"], fitted: NearestOnMap.self
  ) { settings, _ in try NearestPredictor(.map, settings) }
}

/// The mean label of the k nearest training regions.
package struct NearestPredictor: Predictor {
  package enum Space: Sendable {
    /// Nearest by great-circle distance between longitudes and latitudes.
    case map
    /// Nearest by Euclidean distance of features standardised over the training regions.
    case features
  }

  package let validation = ValidationUse.none
  package let dependsOnSeed = false
  let space: Space
  let neighbours: Int

  package init(_ space: Space, neighbours: Int) {
    precondition(neighbours > 0, "a neighbour")
    self.space = space
    self.neighbours = neighbours
  }

  init(_ space: Space, _ settings: PredictorSettings) throws {
    self.init(space, neighbours: try settings.integer("neighbours", in: 1...100_000) ?? 5)
  }

  package func fit(_ inputs: PredictorInputs, labels: [Double], fold: Fold, seed: UInt64, item: UInt64)
    -> any FittedPredictor
  {
    // In the regions' order, by which equal distances go.
    let rows = fold.train.sorted()
    let votes = NearestVotes(labels: rows.map { labels[$0] }, neighbours: neighbours)
    switch space {
    case .map: return NearestOnMap(rows.map { inputs.coordinates[$0] }, votes)
    case .features: return NearestInFeatures(inputs.features, rows: rows, votes)
    }
  }
}
