internal import Ranks
internal import TestSupport
import Testing

/// Sums of shards have the bits of one process, whoever has the shards.
@Suite struct BatchShardsTests {
  /// Floats whose sum depends on its order.
  private static func value(_ row: Int, _ column: Int) -> Float {
    Float((row * 37 + column * 11) % 101 - 50) * (row % 3 == 0 ? 1e6 : 1e-3) / 7
  }

  /// The sum over the rows of a batch in so many shards, by definition: of each shard, then in their order.
  private static func expected(_ rows: Int, shards: Int, width: Int) -> [Float] {
    (0..<width).map { column in
      var sum: Float?
      for shard in 0..<shards {
        let rows = (shard * rows / shards)..<((shard + 1) * rows / shards)
        guard !rows.isEmpty else { continue }
        let part = rows.reduce(Float(0)) { $0 + value($1, column) }
        sum = sum.map { $0 + part } ?? part
      }
      return sum ?? 0
    }
  }

  /// The same by this rank, which sees its rows alone.
  private static func sum(_ rows: Int, shards count: Int, width: Int, _ ranks: any Ranks) -> [Float] {
    let shards = BatchShards(count, over: ranks)
    let cut = shards.cut(rows)
    shards.begin(cut.map(\.count))
    let own = cut[shards.local].flatMap(Array.init)
    var result = [Float](repeating: .nan, count: width)
    result.withUnsafeMutableBufferPointer { buffer in
      shards.sum(rows: own.count, into: buffer) { range, sum in
        for column in 0..<width { sum[column] = range.reduce(0) { $0 + Self.value(own[$1], column) } }
      }
    }
    return result
  }

  @Test(arguments: [1, 2, 3, 4, 7], [0, 1, 3, 50])
  func sumsAreThoseOfTheDefinitionOnAnyNumberOfRanks(shards: Int, rows: Int) throws {
    for width in [1, 5, 4099] {
      let expected = Self.expected(rows, shards: shards, width: width)
      for ranks in 1...shards {
        let results = try ThreadRanks.run(ranks) { Self.sum(rows, shards: shards, width: width, $0) }
        for result in results { #expect(result == expected, "\(ranks) ranks") }
      }
    }
    #expect(Self.expected(50, shards: 2, width: 5) != Self.expected(50, shards: 7, width: 5))
  }

  @Test func everyShardIsSomebodysAndRanksHaveThemInOrder() throws {
    for shards in 1...9 {
      for ranks in 1...shards {
        let local = try ThreadRanks.run(ranks) { BatchShards(shards, over: $0).local }
        #expect(local.flatMap { Array($0) } == Array(0..<shards))
        #expect(local.allSatisfy { !$0.isEmpty })
      }
    }
  }

  @Test func rowsAndValuesAreGatheredInTheOrderOfShards() throws {
    let rows = [2, 0, 3, 1, 1]
    let all = (0..<14).map(Float.init)
    for ranks in 1...5 {
      let results = try ThreadRanks.run(ranks) { ranks in
        let shards = BatchShards(5, over: ranks)
        let first = 2 * rows[..<shards.local.lowerBound].reduce(0, +)
        var own = Array(all[first..<(first + 2 * rows[shards.local].reduce(0, +))])
        var gathered = [Float](repeating: .nan, count: 14)
        own.withUnsafeMutableBufferPointer { own in
          gathered.withUnsafeMutableBufferPointer { shards.gather(own, rows: rows, width: 2, into: $0) }
        }
        return (gathered, shards.gather(shards.local.flatMap { [10 * $0, 10 * $0 + 1] }))
      }
      for (gathered, values) in results {
        #expect(gathered == all)
        #expect(values == [0, 1, 10, 11, 20, 21, 30, 31, 40, 41])
      }
    }
  }

  @Test func ranksTellOneAnotherListsOfAnyLength() throws {
    let results = try ThreadRanks.run(4) { $0.gather([Int](repeating: $0.own, count: $0.own)) }
    for result in results { #expect(result == [[], [1], [2, 2], [3, 3, 3]]) }
  }

  /// Of n floats each of N ranks sends its parts of what others add up, and what it adds up itself to all.
  @Test func aSumOverRanksSendsEveryFloatTwiceAtMost() throws {
    let (width, ranks) = (1200, 4)
    let sent = try ThreadRanks.run(ranks) { ranks in
      _ = Self.sum(8, shards: 4, width: width, ranks)
      return ranks.traffic.bytes
    }
    for bytes in sent { #expect(bytes == 2 * 4 * width * (ranks - 1) / ranks) }
  }
}
