/// A set of positions below a bound that tells the rank of each: how many are smaller.
package struct RankedPositions {
  private var words: [UInt64]
  /// Positions below each word.
  private var below: [Int32] = []

  package init(bound: Int) { words = [UInt64](repeating: 0, count: bound / 64 + 1) }

  package mutating func insert(_ position: Int) { words[position / 64] |= 1 << UInt64(position % 64) }

  /// Counts, after which ranks are known and nothing is inserted any more.
  /// - Returns: how many positions there are.
  package mutating func count() -> Int {
    var total: Int32 = 0
    below = words.map { word in
      defer { total += Int32(word.nonzeroBitCount) }
      return total
    }
    return Int(total)
  }

  /// The rank of a position that is there.
  package func rank(_ position: Int) -> Int32 {
    let before = words[position / 64] & ((1 << UInt64(position % 64)) - 1)
    return below[position / 64] + Int32(before.nonzeroBitCount)
  }
}
