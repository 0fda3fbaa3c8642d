internal import CKernels
internal import Networks
internal import Numerics
internal import Support

extension CompGCNLayer {
  /// - Parameters:
  ///   - sums: [entities, 2 · width], see `MessageAggregation`.
  ///   - nodes: [entities, d].
  /// - Returns: `output`.
  func forward(sums: Tensor, nodes: Tensor, training: Bool, step: UInt64) -> Tensor {
    self.step = step
    fillPreactivation(sums: sums, nodes: nodes, training: training)
    normalize(training: training)
    let (mean, scale, shift) = (mean, normalizedScale(), self.shift.value)
    let (z, y, out) = (preactivation, activation, output)
    let (d, dropout) = (dimension, outputDropout)
    forBlocks { _, rows in
      let first = rows.lowerBound * d
      kn_normalize_tanh(
        rows.count, d, z.pointer + first, mean.pointer, scale.pointer, shift.pointer, y.pointer + first)
      guard out !== y else { return }
      (out.pointer + first).update(from: y.pointer + first, count: rows.count * d)
      if training { dropout.apply(out.pointer + first, count: rows.count * d, first: first, step: step) }
    }
    return output
  }

  private func fillPreactivation(sums: Tensor, nodes: Tensor, training: Bool) {
    let weights = foldWeights()
    let (sumWeights, own, biases) = (weights.sums, weights.own, weights.biases)
    let (z, counts, dropout, step) = (preactivation, biasCounts, sumDropout, step)
    let (d, width) = (dimension, width)
    forBlocks { _, rows in
      let (row, n) = (rows.lowerBound, rows.count)
      let block = z.pointer + row * d
      BLAS.gemm(
        transposeB: true, m: n, n: d, k: 2, counts.pointer + row * 2, lda: 2, biases.pointer, ldb: 2, block,
        ldc: d)
      BLAS.gemm(
        transposeB: true, m: n, n: d, k: 2 * width, sums.pointer + row * 2 * width, lda: 2 * width,
        sumWeights.pointer, ldb: 2 * width, beta: 1, block, ldc: d)
      if training { dropout.apply(block, count: n * d, first: row * d, step: step) }
      BLAS.gemm(
        transposeB: true, m: n, n: d, k: d, nodes.pointer + row * d, lda: d, own.pointer, ldb: d, beta: 1,
        block, ldc: d)
    }
  }

  /// Sets `mean` and `inverse`: in training those of all entities, which also move the running ones.
  private func normalize(training: Bool) {
    let constant = constant()
    guard training else {
      for column in 0..<dimension {
        mean[column] = runningMean[column] - constant[column]
        inverse[column] = Float(1 / (Double(runningVariance[column]) + Self.epsilon).squareRoot())
      }
      return
    }
    let (d, z) = (dimension, preactivation)
    var partial = [Double](repeating: 0, count: shardCount * 2 * d)
    partial.withUnsafeMutableBufferPointer { partial in
      guard let base = partial.baseAddress else { return }
      let sums = Unchecked(base)
      forBlocks { shard, rows in
        let target = sums.value + shard * 2 * d
        kn_column_moments(rows.count, d, z.pointer + rows.lowerBound * d, target, target + d)
      }
    }
    let count = Double(max(entityCount, 1))
    for column in 0..<d {
      let shards = stride(from: column, to: partial.count, by: 2 * d)
      let average = shards.reduce(0) { $0 + partial[$1] } / count
      let squares = shards.reduce(0) { $0 + partial[$1 + d] } / count
      let variance = max(0, squares - average * average)
      mean[column] = Float(average)
      inverse[column] = Float(1 / (variance + Self.epsilon).squareRoot())
      let unbiased = variance * count / max(count - 1, 1)
      runningMean[column] +=
        Float(Self.momentum * (average + Double(constant[column]) - Double(runningMean[column])))
      runningVariance[column] += Float(Self.momentum * (unbiased - Double(runningVariance[column])))
    }
  }

  /// γ over the standard deviation.
  func normalizedScale() -> Tensor {
    let result = Tensor([dimension])
    for column in 0..<dimension { result[column] = scale.value[column] * inverse[column] }
    return result
  }
}
