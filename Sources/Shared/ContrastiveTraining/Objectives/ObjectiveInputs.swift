package import GraphNetworks
package import Schemas

/// What an objective may be made of. What it `needs` is there.
package struct ObjectiveInputs {
  package let configuration: TrainingConfiguration
  /// Length of the encoder's vectors.
  package let features: Int
  package let seed: UInt64
  /// Of the training regions, by their number, as everything here.
  package var ids: [String] = []
  /// Height and width of the pictures.
  package var extent = (height: 0, width: 0)
  package var graph: KnowledgeGraph?
  /// The regions' entities in the graph.
  package var entities: [Int] = []
  /// The graph encoder, over the graph's embedding.
  package var network: CompGCN?
  /// Longitude and latitude in degrees.
  package var positions: [SIMD2<Double>]?
  package var labels: RegionLabels?

  package init(configuration: TrainingConfiguration, features: Int, seed: UInt64) {
    self.configuration = configuration
    self.features = features
    self.seed = seed
  }

  /// A precondition: `needs` promises what is asked for here.
  func require<T>(_ value: T?, _ what: ObjectiveInput) -> T {
    guard let value else { preconditionFailure("\(what) is needed") }
    return value
  }
}
