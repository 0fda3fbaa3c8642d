package import Schemas

/// Counts that describe a graph: in all, by type of entity, by relation.
package struct GraphStatistics: Sendable {
  /// One line of the table; what does not apply is nil.
  package struct Row: Sendable, Encodable, Equatable {
    /// `graph`, `type`, `relation`, `degree` or `isolated`.
    package let kind: String
    /// Of a degree: the type and the range of degrees, such as `region 4-7`.
    package let name: String
    /// Entities of the type or with such a degree, or facts.
    package let count: Int
    /// Different heads and tails of the facts.
    package var heads: Int?
    package var tails: Int?
    /// Facts that an entity is in, as head or tail.
    var meanDegree: Double?
    var maxDegree: Int?
    /// Entities that are in no fact.
    package var isolated: Int?

    enum CodingKeys: String, CodingKey {
      case kind, name, count, heads, tails, isolated
      case meanDegree = "degree_mean"
      case maxDegree = "degree_max"
    }
  }

  package let rows: [Row]

  package static let columns = [
    "kind", "name", "count", "heads", "tails", "degree_mean", "degree_max", "isolated",
  ]

  package init(_ graph: KnowledgeGraph) {
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
    for type in EntityType.allCases {
      rows += Self.distribution(
        type.rawValue,
        graph.entityTypes.indices.lazy.filter { graph.entityTypes[$0] == type }.map { degrees[$0] })
    }
    for region in 0..<graph.regionCount where degrees[region] == 0 {
      rows.append(Row(kind: "isolated", name: graph.entityIDs[region], count: 0))
    }
    self.rows = rows
  }

  /// How many entities have a degree of 0, 1, 2-3, 4-7 and so on.
  private static func distribution(_ type: String, _ degrees: some Sequence<Int>) -> [Row] {
    var counts: [Int] = []
    for degree in degrees {
      let bin = Int.bitWidth - degree.leadingZeroBitCount
      while counts.count <= bin { counts.append(0) }
      counts[bin] += 1
    }
    return counts.enumerated().filter { $0.element > 0 }.map { bin, count in
      let range = bin < 2 ? "\(bin)" : "\(1 << (bin - 1))-\(1 << bin - 1)"
      return Row(kind: "degree", name: "\(type) \(range)", count: count)
    }
  }

  private static func row(_ kind: String, _ name: String, count: Int, _ degrees: ArraySlice<Int>) -> Row {
    Row(
      kind: kind, name: name, count: count,
      meanDegree: degrees.isEmpty ? nil : Double(degrees.reduce(0, +)) / Double(degrees.count),
      maxDegree: degrees.max(), isolated: degrees.count { $0 == 0 })
  }

  /// The table as lines of tab-separated text, with a heading.
  package var tsv: String {
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
