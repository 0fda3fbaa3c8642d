internal import Schemas
internal import Support

/// Which entities compete to be the tail of each directed relation: those of the types that its tails have in a
/// graph. Heads are tails of the reverse relation.
package struct TailCandidates: Sendable {
  package let entities: TypedEntities
  /// The different sets, by their types.
  package let sets: [CandidateSet]
  /// By set: the entities that are not in it.
  package let others: [CandidateSet]
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
    others = different.map { CandidateSet(EntityTypeSet.all.subtracting($0), of: entities) }
    setOfRelation = types.map { types in different.firstIndex(of: types) ?? 0 }
  }
}

/// Among which entities a question's true tails are sought in training.
package enum Candidates: Sendable, Equatable, LosslessStringConvertible {
  /// All of the graph.
  case all
  /// Those of the types that the relation's tails have.
  case typed
  /// These, and as many of the other entities, drawn anew in every step, who stand for all of them.
  case typedAndOthers(Int)
  /// As many of those of the types, drawn anew in every step; all where there are no more; and as many of the others.
  case sampled(Int, others: Int = 0)

  package init?(_ description: String) {
    switch description {
    case "all": self = .all
    case "typed": self = .typed
    default:
      let parts = description.split(separator: "+", omittingEmptySubsequences: false)
      let others = parts.count == 2 ? Self.size(parts[1]) : nil
      guard parts.count == 1 || others != nil else { return nil }
      if parts[0] == "typed", let others {
        self = .typedAndOthers(others)
      } else if parts[0].hasPrefix("sampled:"), let size = Self.size(parts[0].dropFirst("sampled:".count)) {
        self = .sampled(size, others: others ?? 0)
      } else {
        return nil
      }
    }
  }

  private static func size(_ text: Substring) -> Int? {
    Int(text).flatMap { (1...1 << 20).contains($0) && text.allSatisfy(\.isNumber) ? $0 : nil }
  }

  /// Whether entities of different types are told from each other, so that their scores can be compared.
  package var comparesTypes: Bool {
    switch self {
    case .all, .typedAndOthers: true
    case .typed: false
    case .sampled(_, let others): others > 0
    }
  }

  package var description: String {
    switch self {
    case .all: "all"
    case .typed: "typed"
    case .typedAndOthers(let size): "typed+\(size)"
    case .sampled(let size, let others): "sampled:\(size)" + (others > 0 ? "+\(others)" : "")
    }
  }
}
