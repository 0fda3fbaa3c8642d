/// Counts that describe a graph: in all, by type of entity, by relation.
public struct GraphStatistics: Sendable {
  /// One line of the table; what does not apply is nil.
  public struct Row: Sendable, Encodable, Equatable {
    /// `graph`, `type` or `relation`.
    public let kind: String
    public let name: String
    /// Entities of the type, or facts.
    public let count: Int
    /// Different heads and tails of the facts.
    public var heads: Int?
    public var tails: Int?
    /// Facts that an entity is in, as head or tail.
    public var meanDegree: Double?
    public var maxDegree: Int?
    /// Entities that are in no fact.
    public var isolated: Int?

    enum CodingKeys: String, CodingKey {
      case kind, name, count, heads, tails, isolated
      case meanDegree = "degree_mean"
      case maxDegree = "degree_max"
    }
  }

  public let rows: [Row]

  public static let columns = [
    "kind", "name", "count", "heads", "tails", "degree_mean", "degree_max", "isolated",
  ]

  public init(_ graph: KnowledgeGraph) {
    var degrees = [Int](repeating: 0, count: graph.entityCount)
    var facts = [[Int]](repeating: [], count: graph.relationCount)
    for fact in 0..<graph.factCount {
      degrees[Int(graph.heads[fact])] += 1
      degrees[Int(graph.tails[fact])] += 1
      facts[Int(graph.relations[fact])].append(fact)
    }
    var rows = [
      Self.row("graph", "entities", count: graph.entityCount, degrees[...]),
      Row(
        kind: "graph", name: "facts", count: graph.factCount, heads: Set(graph.heads).count,
        tails: Set(graph.tails).count),
    ]
    for type in EntityType.allCases {
      let members = graph.entityTypes.indices.filter { graph.entityTypes[$0] == type }
      if !members.isEmpty {
        rows.append(Self.row("type", type.rawValue, count: members.count, members.map { degrees[$0] }[...]))
      }
    }
    for (relation, name) in graph.relationNames.enumerated() {
      let heads = Set(facts[relation].map { graph.heads[$0] }).count
      let tails = Set(facts[relation].map { graph.tails[$0] }).count
      rows.append(Row(kind: "relation", name: name, count: facts[relation].count, heads: heads, tails: tails))
    }
    self.rows = rows
  }

  private static func row(_ kind: String, _ name: String, count: Int, _ degrees: ArraySlice<Int>) -> Row {
    Row(
      kind: kind, name: name, count: count,
      meanDegree: degrees.isEmpty ? nil : Double(degrees.reduce(0, +)) / Double(degrees.count),
      maxDegree: degrees.max(), isolated: degrees.count { $0 == 0 })
  }

  /// The table as lines of tab-separated text, with a heading.
  public var tsv: String {
    let lines = rows.map { row in
      let optional: [String?] = [
        row.heads.map(String.init), row.tails.map(String.init), row.meanDegree.map { "\($0)" },
        row.maxDegree.map(String.init), row.isolated.map(String.init),
      ]
      return ([row.kind, row.name, "\(row.count)"] + optional.map { $0 ?? "" }).joined(separator: "\t")
    }
    return ([Self.columns.joined(separator: "\t")] + lines).joined(separator: "\n") + "\n"
  }
}
