package import Schemas
internal import Support

/// Facts in both directions, grouped by what a link predictor is asked: which tails does a head have
/// under a relation?
///
/// A fact (h, x, t) answers the questions (h, x) with t and (t, x_rev) with h.
package struct FactIndex: Sendable {
  /// `x` and `x_rev` of every relation x, sorted together by code point.
  package let relationNames: [String]
  /// Index in `relationNames` of every relation x, and of its reverse.
  package let forward: [Int32]
  package let reverse: [Int32]
  package let entityCount: Int

  /// The questions, sorted by relation and then head.
  package let heads: [Int32]
  package let relations: [Int32]
  /// Question q has the tails `tails[offsets[q]..<offsets[q + 1]]`.
  package let offsets: [Int]
  package let tails: [Int32]

  /// - Parameters:
  ///   - facts: which of the graph's facts to take; nil takes all.
  ///   - extra: further facts between the graph's entities.
  /// - Throws: `Failure` when a relation is called like another's reverse.
  package init(_ graph: KnowledgeGraph, facts: [Int]? = nil, extra: [Fact] = []) throws {
    let reverses = graph.relationNames.map(GraphEmbedding.reverse)
    let names = (graph.relationNames + reverses).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    var number: [String: Int32] = [:]
    for (index, name) in names.enumerated() {
      guard number.updateValue(Int32(index), forKey: name) == nil else {
        throw Failure.data(
          "/relation/name", "relation '\(name)' is called like the reverse of another; rename it")
      }
    }
    relationNames = names
    forward = graph.relationNames.map { number[$0] ?? 0 }
    reverse = reverses.map { number[$0] ?? 0 }
    entityCount = graph.entityCount

    var directed: (heads: [Int32], relations: [Int32], tails: [Int32]) = ([], [], [])
    let count = 2 * ((facts?.count ?? graph.factCount) + extra.count)
    directed.heads.reserveCapacity(count)
    directed.relations.reserveCapacity(count)
    directed.tails.reserveCapacity(count)
    for index in 0..<(facts?.count ?? graph.factCount) + extra.count {
      let own = facts?.count ?? graph.factCount
      let fact = index < own ? Fact(graph, facts?[index] ?? index) : extra[index - own]
      let relation = Int(fact.relation)
      directed.heads.append(fact.head)
      directed.relations.append(forward[relation])
      directed.tails.append(fact.tail)
      directed.heads.append(fact.tail)
      directed.relations.append(reverse[relation])
      directed.tails.append(fact.head)
    }
    // Two stable counting sorts: by head, then by relation.
    var order = Self.counted(directed.heads, below: entityCount, order: nil)
    order = Self.counted(directed.relations, below: names.count, order: order)
    var heads: [Int32] = []
    var relations: [Int32] = []
    var offsets: [Int] = []
    for (position, index) in order.enumerated() {
      if directed.heads[index] != heads.last || directed.relations[index] != relations.last {
        heads.append(directed.heads[index])
        relations.append(directed.relations[index])
        offsets.append(position)
      }
    }
    self.heads = heads
    self.relations = relations
    self.offsets = offsets + [order.count]
    tails = order.map { directed.tails[$0] }
  }

  /// Number of questions.
  package var count: Int { heads.count }

  package func tails(_ question: Int) -> ArraySlice<Int32> {
    tails[offsets[question]..<offsets[question + 1]]
  }

  /// The tails of a question given by its parts; none where it is not in the index.
  package func tails(head: Int32, relation: Int32) -> ArraySlice<Int32> {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if (relations[middle], heads[middle]) < (relation, head) { low = middle + 1 } else { high = middle }
    }
    guard low < count, relations[low] == relation, heads[low] == head else { return [] }
    return tails(low)
  }

  private static func counted(_ keys: [Int32], below bound: Int, order: [Int]?) -> [Int] {
    var next = [Int](repeating: 0, count: bound + 1)
    for key in keys { next[Int(key) + 1] += 1 }
    for key in 0..<bound { next[key + 1] += next[key] }
    var sorted = [Int](repeating: 0, count: keys.count)
    for position in keys.indices {
      let index = order?[position] ?? position
      let key = Int(keys[index])
      sorted[next[key]] = index
      next[key] += 1
    }
    return sorted
  }
}
