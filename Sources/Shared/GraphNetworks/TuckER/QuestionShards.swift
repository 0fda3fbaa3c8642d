internal import Networks
internal import Numerics
internal import Ranks

/// The questions of a step in shards.
struct QuestionShards {
  private let shards: BatchShards
  private let dimension: Int
  /// Questions of each shard.
  private let cut: [Range<Int>]
  /// Those of this rank.
  let own: Range<Int>
  /// Rows of each of this rank's shards, among its own.
  let ranges: [Range<Int>]
  private let products: [Range<Int>: CoreProduct]
  /// From the elements of one shard to those of the next, where masks are numbered.
  private let maskStride: Int

  init(_ batch: QuestionBatch, _ shards: BatchShards, dimension: Int) {
    self.shards = shards
    self.dimension = dimension
    cut = shards.cut(batch.count)
    let local = cut[shards.local]
    let own = (local.first?.lowerBound ?? 0)..<(local.last?.upperBound ?? 0)
    self.own = own
    shards.begin(cut.map(\.count))
    ranges = shards.ranges(ofRows: own.count)
    products = ranges.reduce(into: [:]) { products, rows in
      let questions = own.lowerBound + rows.lowerBound..<own.lowerBound + rows.upperBound
      products[rows] = CoreProduct(
        Array(batch.relations[questions]), dimension: dimension, firstRow: questions.lowerBound)
    }
    maskStride = (batch.count * dimension + 63) / 64 * 64
  }

  /// Which questions some of this rank's rows are.
  func numbers(_ rows: Range<Int>) -> Range<Int> {
    own.lowerBound + rows.lowerBound..<own.lowerBound + rows.upperBound
  }

  func product(_ rows: Range<Int>) -> CoreProduct? { products[rows] }

  /// What `body` makes of each of this rank's shards.
  func forEach<T>(_ body: (Range<Int>, CoreProduct) -> T) -> [Range<Int>: T] {
    var results: [Range<Int>: T] = [:]
    for rows in ranges where !rows.isEmpty { results[rows] = products[rows].map { body(rows, $0) } }
    return results
  }

  /// Each shard has masks of its own.
  func apply(_ dropout: Dropout, to x: Tensor, step: UInt64) {
    for (shard, rows) in zip(shards.local, ranges) {
      dropout.apply(
        x.pointer + rows.lowerBound * dimension, count: rows.count * dimension, first: shard * maskStride,
        step: step)
    }
  }

  /// The rows of all questions, given those of this rank.
  func whole(_ own: Tensor) -> Tensor {
    guard !shards.isWhole else { return own }
    let all = Tensor([cut.last?.upperBound ?? 0, dimension])
    shards.gather(own.buffer, rows: cut.map(\.count), width: dimension, into: all.buffer)
    return all
  }
}

extension Tensor {
  /// Some rows of a table, in place.
  func rows(_ rows: Range<Int>) -> Tensor {
    Tensor([rows.count] + shape.dropFirst(), at: pointer + rows.lowerBound * shape[1], owner: self)
  }
}
