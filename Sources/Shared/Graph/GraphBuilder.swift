/// Builds a knowledge graph from its sources.
///
/// Regions come first, then all other entities, both in natural order of their names; relations are
/// sorted by name; facts keep the order in which they came. So the graph depends on its sources alone.
public struct GraphBuilder {
  private var assembly = GraphAssembly()
  private var names: [String] = []

  public init() {}

  /// Facts so far, without repetitions.
  public var factCount: Int {
    mutating get {
      assembly.dropRepeats()
      return assembly.factCount
    }
  }
  /// Facts that were dropped because they were there already.
  public var duplicates: Int {
    mutating get {
      assembly.dropRepeats()
      return assembly.duplicates
    }
  }

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
    assembly.dropRepeats()
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
    let ids = order.map { assembly.entities.string(Int($0)) }
    try Self.requireDistinct(ids, name)
    let places = ids.map { coordinates[$0] }
    notes.located = places.count { $0 != nil }
    let (relations, relationRank) = Self.sortedRelations(assembly)
    try Self.requireDistinct(relations, name)
    let rank = Self.inverse(order)
    var columns = assembly.takeColumns()
    Self.renumber(&columns.heads, rank)
    Self.renumber(&columns.kinds, relationRank)
    Self.renumber(&columns.tails, rank)
    let graph = KnowledgeGraph(
      entityIDs: ids, entityTypes: order.map { typing.types[Int($0)] },
      coordinates: places.map { $0 ?? SIMD2(.nan, .nan) }, relationNames: relations, heads: columns.heads,
      relations: columns.kinds, tails: columns.tails, regionCount: typing.types.count { $0 == .region })
    return (graph, notes)
  }

  private static func order(_ assembly: GraphAssembly, _ types: [EntityType]) -> [Int32] {
    let numbers = (0..<Int32(types.count))
    let regions = numbers.filter { types[Int($0)] == .region }
    let others = numbers.filter { types[Int($0)] != .region }
    return assembly.entities.naturallySorted(regions) + assembly.entities.naturallySorted(others)
  }

  private static func renumber(_ column: inout [Int32], _ rank: [Int32]) {
    column.withUnsafeMutableBufferPointer { column in
      let state = Unchecked((column, rank))
      Parallel.forRanges(column.count, grain: 1 << 16) { range in
        let (column, rank) = state.value
        for row in range { column[row] = rank[Int(column[row])] }
      }
    }
  }

  private static func sortedRelations(_ assembly: GraphAssembly) -> (names: [String], rank: [Int32]) {
    let names = (0..<assembly.relations.count).map { assembly.relations.string($0) }
    let order = names.indices.sorted { names[$0].utf8.lexicographicallyPrecedes(names[$1].utf8) }
    return (order.map { names[$0] }, inverse(order.map(Int32.init)))
  }

  private static func inverse(_ order: [Int32]) -> [Int32] {
    var rank = [Int32](repeating: 0, count: order.count)
    for (position, item) in order.enumerated() { rank[Int(item)] = Int32(position) }
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
