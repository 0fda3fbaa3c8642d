internal import CKernels
internal import Support

/// Finds the numbers of the names of several blocks in one table, shards in parallel.
///
/// Names that are new get their numbers in the order of the text, whatever the threads do.
struct NameResolution {
  /// Where a number goes that is not known yet.
  private struct Pending {
    let target: UnsafeMutablePointer<Int32>
    let entry: NameShard.Offset
  }

  /// A name that was not in the table, and where it stands first: twice the fact's row, and one more for a
  /// tail.
  struct Fresh {
    let position: Int
    let entry: NameShard.Offset
    let problem: NameProblem?
  }

  private final class Shard {
    private(set) var fresh: [Fresh] = []
    private(set) var pending: [Pending] = []
    /// The first name that cannot be one.
    private(set) var wrong: Fresh?

    /// Looks up the names of one shard of the table, and enters those that are new.
    func find(
      _ index: Int, in names: NameShard, _ blocks: [(tokens: NameTokens, row: Int)], _ text: UnsafeRawPointer,
      even: UnsafeMutablePointer<Int32>, odd: UnsafeMutablePointer<Int32>
    ) {
      var (fresh, pending, wrong) = (self.fresh, self.pending, Fresh?.none)
      (self.fresh, self.pending) = ([], [])
      fresh.removeAll(keepingCapacity: true)
      pending.removeAll(keepingCapacity: true)
      for (tokens, row) in blocks {
        let tokens = tokens[shard: index]
        for (position, token) in tokens.enumerated() {
          // Names are met in random order; ask for those ahead.
          if position + 16 < tokens.count {
            let ahead = tokens[position + 16]
            names.prefetchSlot(ahead.hash)
            kn_prefetch(text + Int(ahead.offset))
            names.prefetchEntry(tokens[position + 8].hash)
          }
          let name = token.bytes(in: text)
          let (entry, isNew) = names.intern(name, token.hash)
          let target = (token.slot & 1 == 0 ? even : odd) + row + Int(token.slot / 2)
          if isNew {
            let new = Fresh(position: 2 * row + Int(token.slot), entry: entry, problem: NameProblem(name))
            fresh.append(new)
            if wrong == nil, new.problem != nil { wrong = new }
          }
          let number = names.number(of: entry)
          if number >= 0 {
            target.pointee = number
          } else {
            pending.append(Pending(target: target, entry: entry))
          }
        }
      }
      (self.fresh, self.pending, self.wrong) = (fresh, pending, wrong)
    }
  }

  private let table: NameTable
  private let shards = (0..<NameTable.shardCount).map { _ in Shard() }

  init(_ table: NameTable) { self.table = table }

  /// - Parameters:
  ///   - blocks: tokens of each block, and the row of its first fact.
  ///   - even, odd: columns that tokens with even and odd slots belong to; `rows` is their length.
  /// - Returns: the first name, in the order of the text, that is empty or not text.
  func run(
    _ text: UnsafeRawPointer, _ blocks: [(tokens: NameTokens, row: Int)], rows: Int,
    even: UnsafeMutablePointer<Int32>, odd: UnsafeMutablePointer<Int32>
  ) -> Fresh? {
    let state = Unchecked((table, shards, blocks, text, even, odd))
    Parallel.forEach(NameTable.shardCount) { index in
      let (table, shards, blocks, text, even, odd) = state.value
      shards[index].find(index, in: table.shards[index], blocks, text, even: even, odd: odd)
    }
    if let wrong = shards.compactMap(\.wrong).min(by: { $0.position < $1.position }) { return wrong }
    var order = RankedPositions(bound: 2 * rows)
    for shard in shards { for name in shard.fresh { order.insert(name.position) } }
    table.appendNumbers(order.count()) { first, entries in
      let state = Unchecked((table, shards, order, entries))
      Parallel.forEach(NameTable.shardCount) { index in
        let (table, shards, order, entries) = state.value
        let names = table.shards[index]
        for name in shards[index].fresh {
          let rank = order.rank(name.position)
          entries[Int(rank)] = NameTable.Entry(shard: UInt32(index), offset: name.entry)
          names.setNumber(first + rank, of: name.entry)
        }
        for pending in shards[index].pending { pending.target.pointee = names.number(of: pending.entry) }
      }
    }
    return nil
  }
}

/// Why bytes cannot be a name.
enum NameProblem {
  case empty, notText
  /// Text, but of characters that no name may have.
  case unfit(String)

  init?(_ name: UnsafeRawBufferPointer) {
    if name.isEmpty {
      self = .empty
    } else if NameRules.isPlain(name) {
      return nil
    } else if name.contains(0) {
      self = .notText
    } else if let text = String(validating: name, as: UTF8.self) {
      guard NameRules.problem(with: text) != nil else { return nil }
      self = .unfit(text)
    } else {
      self = .notText
    }
  }

  /// - Parameter role: head, relation or tail.
  func failure(_ subject: String, _ role: String) -> Failure {
    switch self {
    case .empty: Failure.data(subject, "has an empty \(role)")
    case .notText: Failure.data(subject, "has a \(role) that is not UTF-8 text")
    case .unfit(let name):
      Failure.data(
        subject,
        "has the \(role) '\(name.escaped.shortened(to: 60))', which \(NameRules.problem(with: name) ?? "is no name")"
      )
    }
  }
}
