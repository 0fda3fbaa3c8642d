package import Schemas
internal import Support

/// The facts of one entity in plain words.
package struct EntityExplanation {
  /// Names shown of one list; the rest is counted.
  private static let shown = 20

  private let graph: KnowledgeGraph
  private let vocabulary: RelationVocabulary
  private let entity: Int32

  /// - Throws: `Failure` (EX_DATAERR) when the graph has no such entity.
  package init(_ graph: KnowledgeGraph, _ vocabulary: RelationVocabulary, entity id: String) throws {
    guard let entity = graph.entityIDs.firstIndex(of: id) else {
      let example = graph.entityIDs.first.map { "; the first region is '\($0)'" } ?? ""
      throw Failure.data("--explain", "'\(id)' is not in the graph\(example)")
    }
    self.graph = graph
    self.vocabulary = vocabulary
    self.entity = Int32(entity)
  }

  /// Lines of text, without line ends.
  package var lines: [String] {
    let sentences = graph.relationNames.indices.flatMap { relation in
      [true, false].compactMap { sentence(Int32(relation), asHead: $0) }
    }
    return [introduction] + (sentences.isEmpty ? ["It is in no fact."] : sentences)
  }

  private var introduction: String {
    let type = graph.entityTypes[Int(entity)]
    let position = graph.coordinates[Int(entity)]
    let location =
      if !position.x.isNaN {
        " at longitude \(position.x), latitude \(position.y)"
      } else {
        type == .region ? " of unknown position" : ""
      }
    return "\(graph.entityIDs[Int(entity)]) is \(Self.noun(type))\(location)."
  }

  private static func noun(_ type: EntityType) -> String {
    switch type {
    case .region: "a region"
    case .poi: "a point of interest"
    case .category: "a category"
    case .brand: "a brand"
    case .area: "a business area"
    case .other: "an entity of unknown type"
    }
  }

  private func sentence(_ relation: Int32, asHead: Bool) -> String? {
    let name = graph.relationNames[Int(relation)]
    let reading = vocabulary.reading(of: name)
    // A symmetric relation lists both directions; one sentence is enough.
    if !asHead, let reading, reading.isSymmetric { return nil }
    let (own, other) = asHead ? (graph.heads, graph.tails) : (graph.tails, graph.heads)
    let facts = graph.relations.indices.filter { graph.relations[$0] == relation && own[$0] == entity }
    guard !facts.isEmpty else { return nil }
    let others = facts.map { other[$0] }
    if !asHead, let tally = reading?.tally { return sum(others, tally) }
    let words = reading.map { "It \(asHead ? $0.ofHead : $0.ofTail)" }
    let verb = words ?? (asHead ? "\(name):" : "\(name) of:")
    return "\(verb) \(list(others.map { graph.entityIDs[Int($0)] }))."
  }

  private func list(_ names: [String]) -> String {
    let rest = names.count - Self.shown
    let head = names.prefix(Self.shown).joined(separator: ", ")
    return (names.count > 1 ? "\(names.count): " : "") + head + (rest > 0 ? " and \(rest) more" : "")
  }

  /// How many heads there are of what.
  private func sum(_ heads: [Int32], _ tally: RelationWording.Tally) -> String {
    let members = Set(heads)
    var sentence = "It has \(heads.count) \(tally.noun)\(heads.count == 1 ? "" : "s")"
    guard let relation = graph.relationNames.firstIndex(of: tally.relation).map(Int32.init) else {
      return sentence + ": " + list(heads.map { graph.entityIDs[Int($0)] }) + "."
    }
    var counts: [Int32: Int] = [:]
    for fact in graph.relations.indices
    where graph.relations[fact] == relation && members.contains(graph.heads[fact]) {
      counts[graph.tails[fact], default: 0] += 1
    }
    let ranked = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    sentence += ranked.isEmpty ? "" : ": "
    let rest = ranked.count - Self.shown
    sentence += ranked.prefix(Self.shown).map { "\($0.value) of \(graph.entityIDs[Int($0.key)])" }.joined(
      separator: ", ")
    return sentence + (rest > 0 ? " and \(rest) more categories" : "") + "."
  }
}
