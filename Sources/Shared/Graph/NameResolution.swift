/// Finds the numbers of the names of several blocks in one table, shards in parallel.
///
/// Names that are new get their numbers in the order of the text, whatever the threads do.
struct NameResolution {
  /// Where a number goes that is not known yet.
  private struct Pending {
    let target: UnsafeMutablePointer<Int32>
    let place: NameShard.Place
  }

  /// A name that was not in the table, and where it stands first: twice the fact's row, and one more for a
  /// tail.
  struct Fresh {
    let position: Int
    let place: NameShard.Place
    let problem: NameProblem?
  }

  private final class Shard {
    var fresh: [Fresh] = []
    var pending: [Pending] = []
  }

  private let table: NameTable
  private let shards = (0..<NameTable.shardCount).map { _ in Shard() }

  init(_ table: NameTable) { self.table = table }

  /// - Parameters:
  ///   - blocks: tokens of each block, and the row of its first fact.
  ///   - even, odd: columns that tokens with even and odd slots belong to.
  /// - Returns: the first name, in the order of the text, that is empty or not text.
  func run(
    _ text: UnsafeRawPointer, _ blocks: [(tokens: NameTokens, row: Int)], even: UnsafeMutablePointer<Int32>,
    odd: UnsafeMutablePointer<Int32>
  ) -> Fresh? {
    let state = Unchecked((table, shards, blocks, text, even, odd))
    Parallel.forEach(NameTable.shardCount) { index in
      let (table, shards, blocks, text, even, odd) = state.value
      let (names, shard) = (table.shards[index], shards[index])
      shard.fresh.removeAll(keepingCapacity: true)
      shard.pending.removeAll(keepingCapacity: true)
      for (tokens, row) in blocks {
        let tokens = tokens[shard: index]
        for (position, token) in tokens.enumerated() {
          // Names are met in random order; ask for those ahead.
          if position + 16 < tokens.count {
            names.prefetchSlot(tokens[position + 16].hash)
            names.prefetchEntry(tokens[position + 8].hash)
          }
          let name = token.bytes(in: text)
          let (place, isNew) = names.intern(name, token.hash)
          let target = (token.slot & 1 == 0 ? even : odd) + row + Int(token.slot / 2)
          if isNew {
            let position = 2 * row + Int(token.slot)
            shard.fresh.append(Fresh(position: position, place: place, problem: NameProblem(name)))
          }
          let number = names.number(of: place)
          if number >= 0 {
            target.pointee = number
          } else {
            shard.pending.append(Pending(target: target, place: place))
          }
        }
      }
    }
    if let wrong = numberFresh() { return wrong }
    Parallel.forEach(NameTable.shardCount) { index in
      let (table, shards, _, _, _, _) = state.value
      for pending in shards[index].pending {
        pending.target.pointee = table.shards[index].number(of: pending.place)
      }
    }
    return nil
  }

  /// Merges the shards' new names, which each has in order.
  private func numberFresh() -> Fresh? {
    var next = [Int](repeating: 0, count: shards.count)
    while true {
      var first: (shard: Int, name: Fresh)?
      for (index, shard) in shards.enumerated() where next[index] < shard.fresh.count {
        let name = shard.fresh[next[index]]
        if first.map({ name.position < $0.name.position }) ?? true { first = (index, name) }
      }
      guard let first else { return nil }
      if first.name.problem != nil { return first.name }
      table.number(first.name.place, in: first.shard)
      next[first.shard] += 1
    }
  }
}

/// Why bytes cannot be a name.
enum NameProblem {
  case empty, notText

  init?(_ name: UnsafeRawBufferPointer) {
    if name.isEmpty {
      self = .empty
    } else if name.allSatisfy({ $0 &- 1 < 127 }) {
      return nil
    } else if name.contains(0) || String(validating: name, as: UTF8.self) == nil {
      self = .notText
    } else {
      return nil
    }
  }

  /// - Parameter role: head, relation or tail.
  func failure(_ subject: String, _ role: String) -> Failure {
    switch self {
    case .empty: Failure.data(subject, "has an empty \(role)")
    case .notText: Failure.data(subject, "has a \(role) that is not UTF-8 text")
    }
  }
}
