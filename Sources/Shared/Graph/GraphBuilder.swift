/// Builds a knowledge graph from its sources.
///
/// Regions come first, then all other entities, both in natural order of their names; relations are
/// sorted by name; facts keep the order in which they came. So the graph depends on its sources alone.
public struct GraphBuilder {
  private var assembly = GraphAssembly()
  private var names: [String] = []
  /// Longitude and latitude of entities by their number, NaN where unknown; may end early.
  private var places: [SIMD2<Double>] = []
  private var hasCity = false

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

  /// Adds the relations of a city's raw files, and where its regions, places and areas are.
  /// - Parameter name: how messages call the files.
  public mutating func addCity(_ city: RawCity, _ options: RelationOptions, name: String) throws {
    names.append(name)
    hasCity = true
    try city.addFacts(options, to: &assembly)
    city.forEachPlace { id, place in
      // Regions may come into the graph later, when all are listed.
      if assembly.entities.index(of: id) == nil, !city.isRegion(id) { return }
      let entity = Int(assembly.addEntity(id).index)
      while places.count <= entity { places.append(SIMD2(.nan, .nan)) }
      places[entity] = place
    }
  }

  private func place(ofEntity entity: Int) -> SIMD2<Double>? { entity < places.count ? places[entity] : nil }

  /// Adds regions that may be in no fact.
  /// - Returns: how many of them are in none.
  private static func addRegions(_ ids: [String], to assembly: inout GraphAssembly) throws -> Int {
    let numbers = ids.map { Int(assembly.addEntity($0).index) }
    var isInFact = [Bool](repeating: false, count: assembly.entities.count)
    for entity in assembly.heads { isInFact[Int(entity)] = true }
    for entity in assembly.tails { isInFact[Int(entity)] = true }
    return numbers.count { !isInFact[$0] }
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
      let isolated = try Self.addRegions(ids, to: &assembly)
      notes.isolatedRegions = isolated
      // A city's regions are what they are; a list for other tables may be of another city.
      guard hasCity || isolated < ids.count else {
        throw Failure.data(name, "has none of the \(ids.count) listed regions in its facts")
      }
    }
    let typing = try EntityTyping(assembly, rule, name: name)
    notes.ambiguous = typing.ambiguous
    notes.ambiguousExample = typing.example
    let order = Self.order(assembly, typing.types)
    let ids = order.map { assembly.entities.string($0) }
    try Self.requireDistinct(ids, name)
    let places = zip(order, ids).map { coordinates[$1] ?? place(ofEntity: Int($0)) }
    notes.located = ids.count { coordinates[$0] != nil }
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
