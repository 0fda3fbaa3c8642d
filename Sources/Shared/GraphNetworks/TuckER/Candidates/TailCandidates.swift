internal import Schemas
internal import Support

/// Which entities compete to be the tail of each directed relation: those of the types that its tails have in a
/// graph. Heads are tails of the reverse relation.
package struct TailCandidates: Sendable {
  package let entities: TypedEntities
  /// The different sets, by their types.
  package let sets: [CandidateSet]
  /// By directed relation: which of the sets.
  package let setOfRelation: [Int]

  /// - Parameter index: the facts that tell the types; a relation of which it has none allows nothing.
  package init(_ index: FactIndex, _ entities: TypedEntities) {
    var types = [EntityTypeSet](repeating: [], count: index.relationNames.count)
    for question in 0..<index.count {
      let relation = Int(index.relations[question])
      for tail in index.tails(question) { types[relation].insert(EntityTypeSet(entities.type(of: tail))) }
    }
    let different = Set(types).sorted { $0.rawValue < $1.rawValue }
    self.entities = entities
    sets = different.map { CandidateSet($0, of: entities) }
    setOfRelation = types.map { types in different.firstIndex(of: types) ?? 0 }
  }
}

/// Among which entities a question's true tails are sought in training.
package enum Candidates: Sendable, Equatable, LosslessStringConvertible {
  /// All of the graph.
  case all
  /// Those of the types that the relation's tails have.
  case typed
  /// As many of these, drawn anew in every step; all where there are no more.
  case sampled(Int)

  package init?(_ description: String) {
    switch description {
    case "all": self = .all
    case "typed": self = .typed
    default:
      let parts = description.split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count == 2, parts[0] == "sampled", let size = Int(parts[1]), (1...1 << 20).contains(size)
      else { return nil }
      self = .sampled(size)
    }
  }

  package var description: String {
    switch self {
    case .all: "all"
    case .typed: "typed"
    case .sampled(let size): "sampled:\(size)"
    }
  }
}
