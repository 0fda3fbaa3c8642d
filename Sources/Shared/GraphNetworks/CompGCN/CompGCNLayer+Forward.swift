internal import CKernels
internal import Networks
internal import Numerics
internal import Support

extension CompGCNLayer {
  /// What a pass is for.
  enum Mode {
    /// By the statistics of the rows at hand, which move the running ones, and with dropout.
    case training
    /// By the statistics of the rows at hand, without dropout; running ones stay as they are.
    case measuring
    /// By the running statistics.
    case evaluation
  }

  /// - Parameters:
  ///   - sums: [rows, 2 · width], see `MessageAggregation`.
  ///   - nodes: [rows or more, d], the rows' own first.
  ///   - pass: takes what comes out.
  /// - Returns: its `output`.
  func forward(sums: Tensor, nodes: Tensor, into pass: LayerActivations, _ mode: Mode, step: UInt64) -> Tensor
  {
    pass.step = step
    fillPreactivation(sums: sums, nodes: nodes, pass, mode)
    normalize(pass, mode)
    let (mean, scale, shift) = (pass.mean, normalizedScale(pass), self.shift.value)
    let (z, y, out) = (pass.preactivation, pass.activation, pass.output)
    let (d, dropout) = (dimension, outputDropout)
    let state = Unchecked(pass)
    pass.forBlocks { _, rows in
      let first = rows.lowerBound * d
      kn_normalize_tanh(
        rows.count, d, z.pointer + first, mean.pointer, scale.pointer, shift.pointer, y.pointer + first)
      guard out !== y else { return }
      (out.pointer + first).update(from: y.pointer + first, count: rows.count * d)
      if mode == .training { state.value.apply(dropout, out.pointer + first, rows: rows) }
    }
    return out
  }

  private func fillPreactivation(sums: Tensor, nodes: Tensor, _ pass: LayerActivations, _ mode: Mode) {
    let weights = foldWeights()
    let (sumWeights, own, biases) = (weights.sums, weights.own, weights.biases)
    let (z, counts, dropout) = (pass.preactivation, pass.biasCounts, sumDropout)
    let (d, width) = (dimension, width)
    let state = Unchecked(pass)
    pass.forBlocks { _, rows in
      let (row, n) = (rows.lowerBound, rows.count)
      let block = z.pointer + row * d
      BLAS.gemm(
        transposeB: true, m: n, n: d, k: 2, counts.pointer + row * 2, lda: 2, biases.pointer, ldb: 2, block,
        ldc: d)
      BLAS.gemm(
        transposeB: true, m: n, n: d, k: 2 * width, sums.pointer + row * 2 * width, lda: 2 * width,
        sumWeights.pointer, ldb: 2 * width, beta: 1, block, ldc: d)
      if mode == .training { state.value.apply(dropout, block, rows: rows) }
      BLAS.gemm(
        transposeB: true, m: n, n: d, k: d, nodes.pointer + row * d, lda: d, own.pointer, ldb: d, beta: 1,
        block, ldc: d)
    }
  }

  /// Sets the pass's mean and deviation: the running ones in evaluation, else those of its rows.
  private func normalize(_ pass: LayerActivations, _ mode: Mode) {
    let constant = constant()
    guard mode != .evaluation else {
      for column in 0..<dimension {
        pass.mean[column] = runningMean[column] - constant[column]
        pass.inverse[column] = Float(1 / (Double(runningVariance[column]) + Self.epsilon).squareRoot())
      }
      return
    }
    let (d, z, shardCount) = (dimension, pass.preactivation, pass.shardCount)
    var partial = [Double](repeating: 0, count: shardCount * 2 * d)
    partial.withUnsafeMutableBufferPointer { partial in
      guard let base = partial.baseAddress else { return }
      let sums = Unchecked(base)
      pass.forBlocks { shard, rows in
        let target = sums.value + shard * 2 * d
        kn_column_moments(rows.count, d, z.pointer + rows.lowerBound * d, target, target + d)
      }
    }
    let count = Double(max(pass.rowCount, 1))
    var (means, variances) = ([Double](), [Double]())
    for column in 0..<d {
      let shards = stride(from: column, to: partial.count, by: 2 * d)
      let average = shards.reduce(0) { $0 + partial[$1] } / count
      let squares = shards.reduce(0) { $0 + partial[$1 + d] } / count
      let variance = max(0, squares - average * average)
      pass.mean[column] = Float(average)
      pass.inverse[column] = Float(1 / (variance + Self.epsilon).squareRoot())
      means.append(average + Double(constant[column]))
      variances.append(variance)
    }
    if mode == .training { track(means, variances, count: count) }
    pass.moments = BatchMoments(count: count, means: means, variances: variances)
  }

  /// Moves the running statistics towards a batch's.
  private func track(_ means: [Double], _ variances: [Double], count: Double) {
    for column in 0..<dimension {
      let unbiased = variances[column] * count / max(count - 1, 1)
      runningMean[column] += Float(Self.momentum * (means[column] - Double(runningMean[column])))
      runningVariance[column] += Float(Self.momentum * (unbiased - Double(runningVariance[column])))
    }
  }

  /// Replaces the running statistics.
  func adopt(_ moments: BatchMoments) {
    guard moments.count > 1 else { return }
    for column in 0..<dimension {
      runningMean[column] = Float(moments.mean[column])
      runningVariance[column] = Float(moments.squares[column] / (moments.count - 1))
    }
  }

  /// γ over the standard deviation.
  func normalizedScale(_ pass: LayerActivations) -> Tensor {
    let result = Tensor([dimension])
    for column in 0..<dimension { result[column] = scale.value[column] * pass.inverse[column] }
    return result
  }
}
