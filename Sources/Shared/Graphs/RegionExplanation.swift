package import Schemas
internal import Support

/// The facts of one region in plain words.
package struct RegionExplanation {
  /// Names shown of one list; the rest is counted.
  private static let shown = 20

  private let graph: KnowledgeGraph
  private let entity: Int32

  /// - Throws: `Failure` (EX_DATAERR) when the graph has no such region.
  package init(_ graph: KnowledgeGraph, region: String) throws {
    guard let entity = graph.entityIDs.prefix(graph.regionCount).firstIndex(of: region) else {
      let known = graph.entityIDs.contains(region) ? "is no region of the graph" : "is not in the graph"
      let example = graph.entityIDs.first.map { "; the first region is '\($0)'" } ?? ""
      throw Failure.data("--explain", "'\(region)' \(known)\(example)")
    }
    self.graph = graph
    self.entity = Int32(entity)
  }

  /// Lines of text, without line ends.
  package var lines: [String] {
    let id = graph.entityIDs[Int(entity)]
    let place = graph.coordinates[Int(entity)]
    let position = place.x.isNaN ? "of unknown position" : "at longitude \(place.x), latitude \(place.y)"
    let sentences = graph.relationNames.indices.flatMap { relation in
      [true, false].compactMap { sentence(Int32(relation), asHead: $0) }
    }
    return ["\(id) is a region \(position)."] + (sentences.isEmpty ? ["It is in no fact."] : sentences)
  }

  private func sentence(_ relation: Int32, asHead: Bool) -> String? {
    let name = graph.relationNames[Int(relation)]
    // A symmetric relation lists both directions; one sentence is enough.
    if !asHead, Self.symmetric.contains(name) { return nil }
    let (own, other) = asHead ? (graph.heads, graph.tails) : (graph.tails, graph.heads)
    let facts = graph.relations.indices.filter { graph.relations[$0] == relation && own[$0] == entity }
    guard !facts.isEmpty else { return nil }
    let others = facts.map { other[$0] }
    if name == "LocateAt", !asHead { return places(others) }
    let words = (asHead ? Self.headWords : Self.tailWords)[name]
    let verb = words.map { "It \($0)" } ?? (asHead ? "\(name):" : "\(name) of:")
    return "\(verb) \(list(others.map { graph.entityIDs[Int($0)] }))."
  }

  private func list(_ names: [String]) -> String {
    let rest = names.count - Self.shown
    let head = names.prefix(Self.shown).joined(separator: ", ")
    return (names.count > 1 ? "\(names.count): " : "") + head + (rest > 0 ? " and \(rest) more" : "")
  }

  /// How many places of which category.
  private func places(_ pois: [Int32]) -> String {
    let members = Set(pois)
    var sentence = "It has \(pois.count) place\(pois.count == 1 ? "" : "s")"
    guard let relation = graph.relationNames.firstIndex(of: "Cate1Of").map(Int32.init) else {
      return sentence + ": " + list(pois.map { graph.entityIDs[Int($0)] }) + "."
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

  private static let symmetric: Set<String> = ["BorderBy", "NearBy", "SimilarFunc", "SimilarFunction"]

  private static let headWords = [
    "BorderBy": "borders on", "NearBy": "is near", "LargeFlowTo": "sends its largest flows to",
    "LargeFlowFrom": "receives its largest flows from", "SimilarFunc": "has a mix of places like that of",
    "SimilarFunction": "has a mix of places like that of", "ServedBy": "is served by the business area",
  ]

  private static let tailWords = [
    "LargeFlowTo": "is among the largest destinations of", "LargeFlowFrom": "is among the largest origins of",
    "ProvideService": "is served by the business area", "LocateAt": "has the place",
  ]
}
