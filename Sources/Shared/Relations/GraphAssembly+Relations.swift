internal import Graphs

extension GraphAssembly {
  /// Adds a fact between members of tables of names.
  mutating func add(
    _ heads: borrowing NameTable, _ head: Int, _ relation: String, _ tails: borrowing NameTable, _ tail: Int
  ) throws {
    var relation = relation
    try heads.withBytes(head) { head in
      try tails.withBytes(tail) { tail in
        try relation.withUTF8 { relation in
          try addFact(
            head: head, relation: UnsafeRawBufferPointer(relation), tail: tail,
            subject: String(decoding: head, as: UTF8.self))
        }
      }
    }
  }

  /// Adds both directions of unordered pairs of one table's members, by head and then tail.
  mutating func addSymmetric(_ pairs: [IndexPair], _ relation: String, _ names: borrowing NameTable) throws {
    var both: [IndexPair] = []
    both.reserveCapacity(2 * pairs.count)
    for pair in pairs {
      both.append(pair)
      both.append(IndexPair(pair.second, pair.first))
    }
    both.sort()
    for pair in both { try add(names, Int(pair.first), relation, names, Int(pair.second)) }
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
