internal import Numerics
internal import Ranks

/// The regions of a step in shards. A shard has its regions' pictures side by side, all twice where they are seen twice.
struct StepShards {
  let shards: BatchShards
  /// How often each picture is seen.
  let copies: Int
  /// Regions of each shard, among those that the step sees.
  private let ranges: [Range<Int>]

  /// - Parameter regions: that the step sees.
  init(_ shards: BatchShards, regions: Int, copies: Int) {
    self.shards = shards
    self.copies = copies
    ranges = shards.cut(regions)
  }

  /// What this rank has of what the step sees, by shard.
  func local<T>(_ seen: [T]) -> [[T]] { ranges[shards.local].map { Array(seen[$0]) } }

  /// Tells the layers what comes.
  /// - Parameter views: pictures of each region.
  func begin(_ views: [Int]) { shards.begin(ranges.map { copies * views[$0].reduce(0, +) }) }

  /// Rows of each shard where a row is a region's.
  private var rows: [Int] { ranges.map { copies * $0.count } }

  /// The rows of all shards as a step without shards has them, [copies × regions, d].
  /// - Parameter own: of this rank's shards, one behind another.
  func whole(_ own: Tensor) -> Tensor {
    guard !shards.isWhole else { return own }
    let width = own.shape[1]
    let gathered = Tensor([rows.reduce(0, +), width])
    shards.gather(own.buffer, rows: rows, width: width, into: gathered.buffer)
    guard copies > 1 else { return gathered }
    let result = Tensor(gathered.shape)
    forRuns { inShards, whole, count in
      (result.pointer + whole * width).update(from: gathered.pointer + inShards * width, count: count * width)
    }
    return result
  }

  /// The rows of this rank's shards out of those of all.
  func own(_ whole: Tensor) -> Tensor {
    guard !shards.isWhole else { return whole }
    let width = whole.shape[1]
    let first = rows[..<shards.local.lowerBound].reduce(0, +)
    let count = rows[shards.local].reduce(0, +)
    let result = Tensor([count, width])
    forRuns { inShards, place, rows in
      guard (first..<(first + count)).contains(inShards) else { return }
      (result.pointer + (inShards - first) * width)
        .update(from: whole.pointer + place * width, count: rows * width)
    }
    return result
  }

  /// Calls `body` with each copy of each shard: where it begins in the order of shards, where in that of copies and
  /// regions, and how many rows it has.
  private func forRuns(_ body: (Int, Int, Int) -> Void) {
    let regions = ranges.last?.upperBound ?? 0
    var start = 0
    for range in ranges {
      for copy in 0..<copies {
        body(start, copy * regions + range.lowerBound, range.count)
        start += range.count
      }
    }
  }
}
