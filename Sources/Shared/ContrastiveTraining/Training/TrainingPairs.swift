package import Schemas
internal import Support

/// Regions that training may use for what a file says of them.
package struct RegionList: Sendable {
  let ids: [String]
  /// How messages name the file.
  let file: String
  /// What the file lacks for a region that is not in it: "no coordinates of".
  let lack: String

  package init(_ ids: [String], of file: String, lacking lack: String) {
    self.ids = ids
    self.file = file
    self.lack = lack
  }

  /// The regions of a graph, numbered as its entities.
  package init(_ graph: KnowledgeGraph, of file: String) {
    self.init(Array(graph.entityIDs.prefix(graph.regionCount)), of: file, lacking: "no region entity")
  }

  fileprivate var numbers: [String: Int] {
    Dictionary(zip(ids, ids.indices), uniquingKeysWith: { first, _ in first })
  }
}

/// Regions that have both pictures and what else training needs, such as an entity in the graph, joined by id.
package struct TrainingPairs: Sendable, Equatable {
  package struct Pair: Sendable, Equatable {
    /// Row of the image file.
    package let image: Int
    /// Place in the first list: the entity of a graph.
    package let entity: Int
  }

  /// In the order of the first list, so that the order of the pictures does not matter.
  package let pairs: [Pair]
  /// Regions that were asked for and lack pictures or another thing needed.
  package let missing: [String]

  /// - Parameters:
  ///   - images: ids of the image file's rows.
  ///   - lists: the regions must be in all of these; where there are none, pictures are all that is needed, in the order
  ///     of their ids.
  ///   - wanted: train on these regions only; nil for all that have pictures.
  ///   - allowMissing: whether regions that lack something are left out instead of an error.
  /// - Throws: `Failure` (EX_DATAERR) naming the first region that does not join, or when none does.
  package init(
    images: [String], imageFile: String, joining lists: [RegionList], wanted: [String]?, allowMissing: Bool
  ) throws {
    let pictured = RegionList(images, of: imageFile, lacking: "no pictures of")
    let rows = pictured.numbers
    let lists = lists.isEmpty ? [RegionList(images.sorted(), of: imageFile, lacking: pictured.lack)] : lists
    let numbers = lists.map(\.numbers)
    var missing: [String] = []
    var pairs: [Pair] = []
    for id in wanted ?? images {
      let without = rows[id] == nil ? pictured : zip(lists, numbers).first { $1[id] == nil }?.0
      if let image = rows[id], let entity = numbers[0][id], without == nil {
        pairs.append(Pair(image: image, entity: entity))
        continue
      }
      if let without, !allowMissing {
        throw Failure.data(
          without.file,
          "has \(without.lack) '\(id)'; regions join by id (--allow-missing leaves such regions out)")
      }
      missing.append(id)
    }
    guard pairs.count > 1 else {
      let files = lists.map(\.file).filter { $0 != imageFile }.joined(separator: " and ")
      let common = files.isEmpty ? "to train on" : "in common with \(files)"
      throw Failure.data(imageFile, "has \(pairs.count) regions \(common), where at least 2 are needed")
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
