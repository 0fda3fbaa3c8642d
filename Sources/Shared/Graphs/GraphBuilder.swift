package import Schemas
package import Support
internal import Synchronization
package import Tables

/// Builds a knowledge graph from its sources.
///
/// Regions come first, then all other entities, both in natural order of their names; relations are
/// sorted by name; facts keep the order in which they came. So the graph depends on its sources alone. There is no
/// copying it: one builder makes one graph.
package struct GraphBuilder: ~Copyable {
  private let assembly = GraphAssembly()
  private let vocabulary: RelationVocabulary
  private var names: [String] = []
  /// Longitude and latitude of entities by their number, NaN where unknown; may end early.
  private var positions: [SIMD2<Double>] = []
  private var hasCity = false

  /// - Parameter vocabulary: the relations that tell what the entities are that they join.
  package init(_ vocabulary: RelationVocabulary) { self.vocabulary = vocabulary }

  /// Facts that were dropped because they were there already.
  package var duplicates: Int {
    mutating get {
      assembly.dropRepeats()
      return assembly.duplicates
    }
  }

  /// Files of facts whose first line was passed over, being a heading.
  package var headings: [String] { assembly.headings }

  /// Adds a table of triples: see `TripleTable`, or, where `rules` say how it is written, `DelimitedFacts`.
  /// - Parameter regions: ids of regions, to which those of the table are normalised where `rules` say so.
  package mutating func addTriples(
    _ file: InputFile, _ rules: TableRules = TableRules(), regions: [String] = []
  ) throws {
    names.append(file.name)
    try FactTable.source(file, rules, regions: regions).addFacts(to: assembly)
  }

  /// Adds the facts of a city, and where its entities are.
  /// - Parameter name: how messages call its files.
  package mutating func addCity(_ city: some LocatedFactSource, name: String) throws {
    names.append(name)
    hasCity = true
    try city.addFacts(to: assembly)
    city.forEachPosition { id, position in
      // Regions may come into the graph later, when all are listed.
      if assembly.entityNames.index(of: id) == nil, !city.isRegion(id) { return }
      let entity = Int(assembly.addEntity(id).index)
      while positions.count <= entity { positions.append(SIMD2(.nan, .nan)) }
      positions[entity] = position
    }
  }

  /// Where every entity is, NaN where that is unknown, and how many `coordinates` tell.
  private func locate(_ ids: [String], _ order: [Int32], _ coordinates: [String: SIMD2<Double>]) -> (
    [SIMD2<Double>], located: Int
  ) {
    var located = 0
    let result = [SIMD2<Double>](unsafeUninitializedCapacity: order.count) { buffer, count in
      for (row, entity) in order.enumerated() {
        let known = Int(entity) < positions.count ? positions[Int(entity)] : SIMD2(.nan, .nan)
        let given = coordinates.isEmpty ? nil : coordinates[ids[row]]
        if given != nil { located += 1 }
        buffer.initializeElement(at: row, to: given ?? known)
      }
      count = order.count
    }
    return (result, located)
  }

  /// Adds regions that may be in no fact.
  /// - Returns: how many of them are in none.
  private static func addRegions(_ ids: [String], to assembly: GraphAssembly) -> Int {
    let numbers = ids.map { Int(assembly.addEntity($0).index) }
    var isInFact = [Bool](repeating: false, count: assembly.entityNames.count)
    for entity in assembly.heads { isInFact[Int(entity)] = true }
    for entity in assembly.tails { isInFact[Int(entity)] = true }
    return numbers.count { !isInFact[$0] }
  }

  /// What deserves a note beside the graph itself.
  package struct Notes: Sendable {
    /// Listed regions that are in no fact.
    package var isolatedRegions = 0
    /// Entities to which relations give several types.
    package var ambiguous = 0
    package var ambiguousExample: String?
    /// Entities that have coordinates.
    package var located = 0
  }

  /// Types and orders the entities.
  /// - Parameters:
  ///   - coordinates: longitude and latitude in degrees by entity; others stay NaN.
  /// - Throws: `Failure` when there are no facts, or nothing tells the regions.
  package consuming func build(regions rule: RegionRule, coordinates: [String: SIMD2<Double>] = [:]) throws
    -> (graph: KnowledgeGraph, notes: Notes)
  {
    let name = names.joined(separator: ", ")
    var notes = Notes()
    assembly.dropRepeats()
    guard assembly.factCount > 0 else {
      throw Failure.data(
        name,
        hasCity
          ? "gives no fact of the relations that were asked for: more regions (polygons of GeoJSON or another vector layer), places or movements are needed"
          : "has no facts, where lines of head, relation, tail are needed")
    }
    if case .listed(let ids) = rule {
      let isolated = Self.addRegions(ids, to: assembly)
      notes.isolatedRegions = isolated
      // A city's regions are what they are; a list for other tables may be of another city.
      guard hasCity || isolated < ids.count else {
        throw Failure.data(name, "has none of the \(ids.count) listed regions in its facts")
      }
    }
    let typing = try EntityTyping(assembly, vocabulary, rule, name: name)
    notes.ambiguous = typing.ambiguous
    notes.ambiguousExample = typing.example
    let order = Self.order(assembly, typing.types)
    let ids = Self.strings(assembly.entityNames, order)
    try Self.requireDistinct(ids, name)
    let (positions, located) = locate(ids, order, coordinates)
    notes.located = located
    let (relationNames, relationRank) = Self.sortedRelations(assembly)
    try Self.requireDistinct(relationNames, name)
    let rank = Self.inverse(order)
    var (heads, relations, tails) = assembly.takeColumns()
    Self.renumber(&heads, rank)
    Self.renumber(&relations, relationRank)
    Self.renumber(&tails, rank)
    let graph = KnowledgeGraph(
      entityIDs: ids, entityTypes: order.map { typing.types[Int($0)] },
      coordinates: positions, relationNames: relationNames, heads: heads,
      relations: relations, tails: tails, regionCount: typing.types.count { $0 == .region })
    return (graph, notes)
  }

  private static func order(_ assembly: GraphAssembly, _ types: [EntityType]) -> [Int32] {
    let numbers = (0..<Int32(types.count))
    let regions = numbers.filter { types[Int($0)] == .region }
    let others = numbers.filter { types[Int($0)] != .region }
    return assembly.entityNames.naturallySorted(regions) + assembly.entityNames.naturallySorted(others)
  }

  private static func strings(_ names: NameTable, _ order: [Int32]) -> [String] {
    [String](unsafeUninitializedCapacity: order.count) { buffer, count in
      let state = Unchecked((names, order, buffer))
      Parallel.forRanges(order.count, grain: 1 << 14) { range in
        let (names, order, buffer) = state.value
        for row in range {
          // In this order names lie anywhere; ask for those ahead.
          if row + 16 < order.count { names.prefetch(Int(order[row + 16])) }
          buffer.initializeElement(at: row, to: names.string(Int(order[row])))
        }
      }
      count = order.count
    }
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
    let names = (0..<assembly.relationNames.count).map { assembly.relationNames.string($0) }
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
    let grain = 1 << 14
    let accented = Lock([[String]](repeating: [], count: (names.count + grain - 1) / grain))
    Parallel.forRanges(names.count, grain: grain) { range in
      let some = names[range].filter { !$0.utf8.allSatisfy { $0 < 128 } }
      if !some.isEmpty { accented.withLock { $0[range.lowerBound / grain] = some } }
    }
    var seen = Set<String>()
    for name in accented.withLock({ $0 }).joined() where !seen.insert(name).inserted {
      throw Failure.data(
        subject, "spells '\(name)' in two Unicode forms, where one (such as NFC) is needed")
    }
  }
}
