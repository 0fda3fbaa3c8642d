internal import Graphs

/// Pairs of names that a relation joins.
package struct FactPairs: Sendable {
  let heads: NameList
  let tails: NameList
  /// Numbers of a head and a tail, in the order in which facts are to come.
  let pairs: [IndexPair]

  init(_ heads: NameList, _ tails: NameList, _ pairs: [IndexPair]) {
    self.heads = heads
    self.tails = tails
    self.pairs = pairs
  }

  /// Pairs of members of one list.
  init(within names: NameList, _ pairs: [IndexPair]) { self.init(names, names, pairs) }

  /// Facts that lead from each member of a list to at most one of another.
  /// - Parameter tailOf: for each head its tail, or a negative number.
  init(_ heads: NameList, _ tails: NameList, tailOf: [Int32]) {
    self.init(
      heads, tails,
      tailOf.indices.filter { tailOf[$0] >= 0 }.map { IndexPair(Int32($0), tailOf[$0]) })
  }

  /// Both directions of every pair, by head and then tail.
  var mirrored: FactPairs {
    let both = pairs.flatMap { [$0, IndexPair($0.second, $0.first)] }
    return FactPairs(heads, tails, both.sorted())
  }

  /// Head and tail exchanged.
  var reversed: FactPairs { FactPairs(tails, heads, pairs.map { IndexPair($0.second, $0.first) }) }

  /// Adds them to a graph under the name of their relation.
  func add(_ relation: String, to assembly: GraphAssembly) throws {
    var relation = relation
    try relation.withUTF8 { relation in
      for pair in pairs {
        try heads.withBytes(Int(pair.first)) { head in
          try tails.withBytes(Int(pair.second)) { tail in
            try assembly.addFact(
              head: head, relation: UnsafeRawBufferPointer(relation), tail: tail,
              subject: String(decoding: head, as: UTF8.self))
          }
        }
      }
    }
  }
}

/// Two indices, ordered by the first and then the second.
struct IndexPair: Hashable, Comparable, Sendable {
  var first: Int32
  var second: Int32

  init(_ first: Int32, _ second: Int32) {
    self.first = first
    self.second = second
  }

  init(_ first: Int, _ second: Int) {
    self.init(Int32(first), Int32(second))
  }

  static func < (a: IndexPair, b: IndexPair) -> Bool {
    a.first != b.first ? a.first < b.first : a.second < b.second
  }
}
