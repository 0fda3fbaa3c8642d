internal import Support

/// How a batch is cut into shards: a number of them that depends on nothing but what was asked for.
///
/// Floating-point sums depend on how they are grouped. So what is summed over a batch is summed within each shard, and the
/// sums of shards are added in the order of shards, whichever ranks had them: then any number of ranks and threads gives the
/// same bits. Shards that a small batch leaves empty take no part. One shard is the plain sum over the batch.
///
/// The layers of one network share an instance, and are told what the batch at hand is by `begin`.
package final class BatchShards {
  package let count: Int
  package let ranks: any Ranks
  /// The shards of this rank.
  package let local: Range<Int>
  /// What each shard holds of the batch at hand, in items such as pictures.
  private var items: [Int] = []

  /// - Parameter count: at least as many as ranks.
  package init(_ count: Int = 1, over ranks: any Ranks = SingleRank()) {
    precondition(count >= ranks.count, "a shard for every rank")
    self.count = count
    self.ranks = ranks
    local = Self.part(ranks.own, of: ranks.count, count)
  }

  /// Whether there is nothing to be put together.
  package var isWhole: Bool { count == 1 }

  /// Shards of every rank.
  package var counts: [Int] { (0..<ranks.count).map { shards(of: $0).count } }

  private func shards(of rank: Int) -> Range<Int> { Self.part(rank, of: ranks.count, count) }

  /// The `index`th of `parts` even parts of `count` things.
  private static func part(_ index: Int, of parts: Int, _ count: Int) -> Range<Int> {
    (index * count / parts)..<((index + 1) * count / parts)
  }

  /// Things that lie in a row, cut into shards.
  package func cut(_ things: Int) -> [Range<Int>] { (0..<count).map { Self.part($0, of: count, things) } }

  /// Says what comes next.
  /// - Parameter items: in each shard.
  package func begin(_ items: [Int]) {
    precondition(items.count == count, "items of every shard")
    self.items = items
  }

  /// Where the rows of each of this rank's shards lie, whose items have as many rows each.
  package func ranges(ofRows rows: Int) -> [Range<Int>] {
    guard !isWhole else { return [0..<rows] }
    let own = items[local].reduce(0, +)
    precondition(own == 0 ? rows == 0 : rows % own == 0, "rows of \(own) items")
    let each = own == 0 ? 0 : rows / own
    var start = 0
    return items[local].map { count in
      defer { start += count * each }
      return start..<(start + count * each)
    }
  }

  /// What every shard says, in their order.
  /// - Parameter values: of this rank's shards one behind another, each as many.
  package func gather<T: BitwiseCopyable>(_ values: [T]) -> [T] {
    guard ranks.count > 1 else { return values }
    let width = values.count / local.count
    return values.withUnsafeBufferPointer { ranks.gather($0, counts: counts.map { $0 * width }) }
  }

  /// The rows of all shards in their order, given those of this rank's.
  /// - Parameters:
  ///   - rows: in each shard.
  ///   - width: floats a row.
  package func gather(
    _ own: UnsafeMutableBufferPointer<Float>, rows: [Int], width: Int,
    into all: UnsafeMutableBufferPointer<Float>
  ) {
    let counts = (0..<ranks.count).map { rows[shards(of: $0)].reduce(0, +) * width }
    ranks.gather(UnsafeBufferPointer(own), counts: counts, into: all)
  }

  /// Sets `sum` to the sum over shards of what `body` makes of each shard's rows.
  /// - Parameters:
  ///   - rows: of this rank.
  ///   - body: sets floats as many as `sum` has.
  package func sum(
    rows: Int, into sum: UnsafeMutableBufferPointer<Float>,
    _ body: (Range<Int>, UnsafeMutablePointer<Float>) -> Void
  ) {
    guard let target = sum.baseAddress else { return }
    guard !isWhole else { return body(0..<rows, target) }
    let parts = zip(local, ranges(ofRows: rows)).filter { items[$0.0] > 0 }
    if ranks.count == 1 {
      addAll(parts.map(\.1), into: sum, body)
    } else {
      withScratch(parts.count * sum.count) { room in
        for (index, part) in parts.enumerated() { body(part.1, room + index * sum.count) }
        add(room, into: sum)
      }
    }
  }

  /// Where all shards are here: each is added as it comes.
  private func addAll(
    _ parts: [Range<Int>], into sum: UnsafeMutableBufferPointer<Float>,
    _ body: (Range<Int>, UnsafeMutablePointer<Float>) -> Void
  ) {
    guard let target = sum.baseAddress, let first = parts.first else { return sum.update(repeating: 0) }
    body(first, target)
    guard parts.count > 1 else { return }
    withScratch(sum.count) { room in
      for part in parts.dropFirst() {
        body(part, room)
        let pointers = Unchecked((target, room))
        Parallel.forRanges(sum.count, grain: 1 << 14) { range in
          let (target, room) = pointers.value
          for index in range { target[index] += room[index] }
        }
      }
    }
  }

  /// Adds what lies on several ranks: each adds up a slice of the floats, then gives it to all.
  private func add(_ parts: UnsafeMutablePointer<Float>, into sum: UnsafeMutableBufferPointer<Float>) {
    let count = sum.count
    func full(_ rank: Int) -> Int { items[shards(of: rank)].count { $0 > 0 } }
    let slices = (0..<ranks.count).map { Self.part($0, of: ranks.count, count) }
    let own = slices[ranks.own]
    let held = full(ranks.own)
    let total = items.count { $0 > 0 }
    withScratch(held * count + total * own.count) { room in
      // What goes to a rank lies together: its slice of each of our shards.
      var sent: [UnsafeRawBufferPointer] = []
      var start = room
      for slice in slices {
        for part in 0..<held {
          (start + part * slice.count).update(
            from: parts + part * count + slice.lowerBound, count: slice.count)
        }
        sent.append(UnsafeRawBufferPointer(UnsafeBufferPointer(start: start, count: held * slice.count)))
        start += held * slice.count
      }
      let shards = start
      let received = (0..<ranks.count).map { rank in
        defer { start += full(rank) * own.count }
        return UnsafeMutableBufferPointer(start: start, count: full(rank) * own.count)
      }
      UnsafeMutableRawBufferPointer(received[ranks.own]).copyMemory(from: sent[ranks.own])
      ranks.exchange(sent, received.map { UnsafeMutableRawBufferPointer($0) })
      withScratch(own.count) { result in
        addInOrder(shards, groups: total, count: own.count, into: result)
        ranks.gather(
          UnsafeBufferPointer(start: result, count: own.count), counts: slices.map(\.count), into: sum)
      }
    }
  }
}
