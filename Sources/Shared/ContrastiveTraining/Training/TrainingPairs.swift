package import Schemas
internal import Support

/// Regions that have both pictures and an entity in the graph, joined by id.
package struct TrainingPairs: Sendable, Equatable {
  package struct Pair: Sendable, Equatable {
    /// Row of the image file.
    package let image: Int
    /// Entity of the graph.
    package let entity: Int
  }

  /// In the order of the graph, so that the order of the pictures does not matter.
  package let pairs: [Pair]
  /// Regions that were asked for and lack pictures or an entity.
  package let missing: [String]

  /// - Parameters:
  ///   - images: ids of the image file's rows.
  ///   - wanted: train on these regions only; nil for all that have pictures.
  ///   - allowMissing: whether regions that lack pictures or an entity are left out instead of an error.
  /// - Throws: `Failure` (EX_DATAERR) naming the first region that does not join, or when none does.
  package init(
    images: [String], imageFile: String, graph: KnowledgeGraph, graphFile: String, wanted: [String]?,
    allowMissing: Bool
  ) throws {
    let rows = Dictionary(zip(images, images.indices), uniquingKeysWith: { first, _ in first })
    let regions = graph.entityIDs.prefix(graph.regionCount)
    let entities = Dictionary(zip(regions, regions.indices), uniquingKeysWith: { first, _ in first })
    var missing: [String] = []
    var pairs: [Pair] = []
    for id in wanted ?? images {
      guard let image = rows[id], let entity = entities[id] else {
        guard allowMissing else {
          let (file, lack) =
            rows[id] == nil ? (imageFile, "no pictures of") : (graphFile, "no region entity")
          throw Failure.data(
            file, "has \(lack) '\(id)'; regions join by id (--allow-missing leaves such regions out)")
        }
        missing.append(id)
        continue
      }
      pairs.append(Pair(image: image, entity: entity))
    }
    guard pairs.count > 1 else {
      throw Failure.data(
        imageFile, "has \(pairs.count) regions in common with \(graphFile), where at least 2 are needed")
    }
    self.pairs = pairs.sorted { $0.entity < $1.entity }
    self.missing = missing
  }

  package var count: Int { pairs.count }

  /// The order in which an epoch visits the pairs.
  func order(epoch: Int, seed: UInt64) -> [Int] {
    var random = Philox(seed: seed, "shuffle", UInt64(epoch))
    return random.permutation(pairs.count)
  }
}
