/// Builds a knowledge graph from its sources.
///
/// Regions come first, then all other entities, both in natural order of their names; relations are
/// sorted by name; facts keep the order in which they came. So the graph depends on its sources alone.
public struct GraphBuilder {
  private var assembly = GraphAssembly()
  private var names: [String] = []

  public init() {}

  /// Facts so far, without repetitions.
  public var factCount: Int { assembly.factCount }
  /// Facts that were dropped because they were there already.
  public var duplicates: Int { assembly.duplicates }

  /// Adds a table of triples, see `TripleTable`.
  public mutating func addTriples(_ file: InputFile) throws {
    names.append(file.name)
    try TripleTable(file: file).addFacts(to: &assembly)
  }

  /// What deserves a note beside the graph itself.
  public struct Notes: Sendable {
    /// Listed regions that are in no fact.
    public var isolatedRegions = 0
    /// Entities to which relations give several types.
    public var ambiguous = 0
    public var ambiguousExample: String?
    /// Entities that have coordinates.
    public var located = 0
  }

  /// Types and orders the entities.
  /// - Parameters:
  ///   - coordinates: longitude and latitude in degrees by entity; others stay NaN.
  /// - Throws: `Failure` when there are no facts, or nothing tells the regions.
  public consuming func build(regions rule: RegionRule, coordinates: [String: SIMD2<Double>] = [:]) throws
    -> (graph: KnowledgeGraph, notes: Notes)
  {
    let name = names.joined(separator: ", ")
    var notes = Notes()
    guard assembly.factCount > 0 else {
      throw Failure.data(name, "has no facts, where lines of head, relation, tail are needed")
    }
    if case .listed(let ids) = rule {
      let added = ids.count { assembly.addEntity($0).isNew }
      notes.isolatedRegions = added
      guard added < ids.count else {
        throw Failure.data(name, "has none of the \(ids.count) listed regions in its facts")
      }
    }
    let typing = try EntityTyping(assembly, rule, name: name)
    notes.ambiguous = typing.ambiguous
    notes.ambiguousExample = typing.example
    let order = Self.order(assembly, typing.types)
    let ids = order.map { assembly.entities.string($0) }
    try Self.requireDistinct(ids, name)
    let places = ids.map { coordinates[$0] }
    notes.located = places.count { $0 != nil }
    let (relations, relationRank) = Self.sortedRelations(assembly)
    try Self.requireDistinct(relations, name)
    let rank = Self.inverse(order)
    let graph = KnowledgeGraph(
      entityIDs: ids, entityTypes: order.map { typing.types[$0] },
      coordinates: places.map { $0 ?? SIMD2(.nan, .nan) }, relationNames: relations,
      heads: assembly.heads.map { rank[Int($0)] }, relations: assembly.kinds.map { relationRank[Int($0)] },
      tails: assembly.tails.map { rank[Int($0)] }, regionCount: typing.types.count { $0 == .region })
    return (graph, notes)
  }

  private static func order(_ assembly: GraphAssembly, _ types: [EntityType]) -> [Int] {
    let names = assembly.entities
    return types.indices.sorted { a, b in
      guard (types[a] == .region) == (types[b] == .region) else { return types[a] == .region }
      return names.withBytes(a) { a in names.withBytes(b) { NaturalOrder.precedes(a, $0) } }
    }
  }

  private static func sortedRelations(_ assembly: GraphAssembly) -> (names: [String], rank: [Int32]) {
    let names = (0..<assembly.relations.count).map { assembly.relations.string($0) }
    let order = names.indices.sorted { names[$0].utf8.lexicographicallyPrecedes(names[$1].utf8) }
    return (order.map { names[$0] }, inverse(order))
  }

  private static func inverse(_ order: [Int]) -> [Int32] {
    var rank = [Int32](repeating: 0, count: order.count)
    for (position, item) in order.enumerated() { rank[item] = Int32(position) }
    return rank
  }

  /// Two spellings of one accented name differ in bytes but are the same text, and ids join by text.
  private static func requireDistinct(_ names: [String], _ subject: String) throws {
    var seen = Set<String>()
    for name in names where !name.utf8.allSatisfy({ $0 < 128 }) && !seen.insert(name).inserted {
      throw Failure.data(
        subject, "spells '\(name)' in two Unicode forms, where one (such as NFC) is needed")
    }
  }
}
