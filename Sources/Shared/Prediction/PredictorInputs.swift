package import Schemas

/// What predictors know of regions, in one order.
package struct PredictorInputs: Sendable {
  /// Which of these a predictor looks at.
  package struct Parts: OptionSet, Sendable {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }
    package static let features = Parts(rawValue: 1)
    package static let coordinates = Parts(rawValue: 2)
  }

  /// The regions' ids and features; of dimension 0 where there are none.
  package let features: EmbeddingTable
  /// Longitude and latitude in degrees of each region; empty where none are known.
  package let coordinates: [SIMD2<Double>]

  package init(_ features: EmbeddingTable, coordinates: [SIMD2<Double>] = []) {
    precondition(
      coordinates.isEmpty || coordinates.count == features.ids.count, "coordinates of each region")
    self.features = features
    self.coordinates = coordinates
  }

  /// Regions without features.
  package init(ids: [String], coordinates: [SIMD2<Double>] = []) {
    self.init(EmbeddingTable(ids: ids, values: [], dimension: 0), coordinates: coordinates)
  }

  package var count: Int { features.ids.count }

  /// The same regions without their features.
  var places: PredictorInputs { PredictorInputs(ids: features.ids, coordinates: coordinates) }

  /// The same regions seen otherwise (pictures under clouds, say), but for the rows of `kept`.
  package func replacing(rowsExcept kept: [Int], from other: EmbeddingTable) -> PredictorInputs {
    PredictorInputs(features.replacing(rowsExcept: kept, from: other), coordinates: coordinates)
  }

  /// The regions of another city after these.
  package init(stacking first: PredictorInputs, _ second: PredictorInputs) {
    let places = first.coordinates + second.coordinates
    self.init(
      EmbeddingTable(stacking: [first.features, second.features]),
      coordinates: places.count == first.count + second.count ? places : [])
  }
}
