internal import GraphNetworks
internal import Ranks
package import Schemas

extension ContrastiveTrainer {
  /// Brings the normalisations up to date with the weights, as `configuration.statistics` says: those of the image
  /// encoder, and those of the graph encoder where its steps see sampled neighbourhoods.
  ///
  /// Depends on weights, pictures and graph alone, and does not change how training goes on. The pictures are as the
  /// next epoch would see them; where they are changed only to make views of them, as they are.
  package func updateStatistics(_ images: ImageSet) throws {
    guard configuration.statistics == .exact else { return }
    try model.encoder.measureStatistics(
      of: pairs.pairs.map(\.image), images, type(of: model.objective).makesViews ? .unchanged : draw,
      over: model.shards.ranks)
    model.objective.measureStatistics(of: pairs.pairs.map(\.entity), together: configuration.batch)
  }
}
