internal import Numerics
internal import Prediction
internal import Schemas
internal import Support

/// Regions as points whose Euclidean distance is that of standardised, weighted features.
struct WeightedFeatures: Sendable {
  let count: Int
  let dimension: Int
  /// count × dimension.
  let values: [Double]
  /// Squared length of each point.
  let squares: [Double]

  /// - Parameter weights: one a feature; nil for all alike.
  init(_ features: EmbeddingTable, _ scaling: Standardisation, weights: [Double]? = nil) {
    let rows = features.ids.indices
    count = rows.count
    dimension = features.dimension
    var values = scaling.apply(features, rows: rows)
    var squares = [Double](repeating: 0, count: rows.count)
    for row in 0..<rows.count {
      for column in 0..<features.dimension {
        let value = values[row * features.dimension + column] * (weights?[column] ?? 1)
        values[row * features.dimension + column] = value
        squares[row] += value * value
      }
    }
    self.values = values
    self.squares = squares
  }

  /// Hands squared distances to `body`, block by block: in memory is a block for each thread, and a block is one
  /// product of matrices. Rows are cut into the same shards on any number of threads.
  /// - Parameter body: is given a row here, the rows of `others` that a block holds, and the squared distances
  ///   to these; blocks come in the others' order, rows of one shard on one thread.
  func forEachBlock(
    of others: WeightedFeatures,
    _ body: @Sendable (_ row: Int, _ others: Range<Int>, _ squared: UnsafeBufferPointer<Double>) -> Void
  ) {
    let width = 1024
    Parallel.forRanges(count, grain: 128) { rows in
      var block = [Double](repeating: 0, count: rows.count * width)
      for start in stride(from: 0, to: others.count, by: width) {
        let columns = start..<min(others.count, start + width)
        products(rows, others, columns, &block, width)
        block.withUnsafeMutableBufferPointer { block in
          for (place, row) in rows.enumerated() {
            let own = UnsafeMutableBufferPointer(rebasing: block[(place * width)...].prefix(columns.count))
            square(own, row, others, columns)
            body(row, columns, UnsafeBufferPointer(own))
          }
        }
      }
    }
  }

  private func products(
    _ rows: Range<Int>, _ others: WeightedFeatures, _ columns: Range<Int>, _ block: inout [Double],
    _ width: Int
  ) {
    values.withUnsafeBufferPointer { own in
      others.values.withUnsafeBufferPointer { theirs in
        guard dimension > 0, let a = own.baseAddress, let b = theirs.baseAddress else { return }
        BLAS.gemm(
          transposeB: true, m: rows.count, n: columns.count, k: dimension, a + rows.lowerBound * dimension,
          lda: dimension, b + columns.lowerBound * dimension, ldb: dimension, &block, ldc: width)
      }
    }
  }

  /// Turns products into squared distances, ‖a‖² + ‖b‖² − 2ab; where that cancels, by differences.
  private func square(
    _ products: UnsafeMutableBufferPointer<Double>, _ row: Int, _ others: WeightedFeatures,
    _ columns: Range<Int>
  ) {
    for (place, column) in columns.enumerated() {
      let lengths = squares[row] + others.squares[column]
      let squared = lengths - 2 * products[place]
      products[place] = squared > 1e-4 * lengths ? squared : squaredDifference(row, others, column)
    }
  }

  private func squaredDifference(_ row: Int, _ others: WeightedFeatures, _ other: Int) -> Double {
    var sum = 0.0
    for column in 0..<dimension {
      let difference = values[row * dimension + column] - others.values[other * dimension + column]
      sum += difference * difference
    }
    return sum
  }
}
