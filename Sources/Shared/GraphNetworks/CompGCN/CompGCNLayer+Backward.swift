internal import CKernels
internal import Networks
internal import Numerics
internal import Support

extension CompGCNLayer {
  /// Sets the parameters' gradients, given in the pass's `gradient` that of its `output`, after a training `forward`.
  ///
  /// - Parameters:
  ///   - sums, nodes: the inputs of that `forward`.
  ///   - inputGradients: tensors whose first rows become their gradients, if wanted.
  func backward(
    sums: Tensor, nodes: Tensor, _ pass: LayerActivations, inputGradients: (sums: Tensor, nodes: Tensor)?
  ) {
    let offsets = normalizationGradient(pass)
    let partial = preactivationGradient(
      pass, offsets: offsets, sums: sums, nodes: nodes, inputGradients: inputGradients)
    let total = FoldedWeights(
      sums: Self.total(partial.sums), own: Self.total(partial.own), biases: Self.total(partial.biases))
    setGradients(from: total)
  }

  /// Takes `gradient` back through dropout and tanh, sets the gradients of γ and β, and returns the
  /// terms that normalisation subtracts: a and b of `kn_normalize_backward`.
  private func normalizationGradient(_ pass: LayerActivations) -> (a: Tensor, b: Tensor) {
    let (g, y, z, mean, inverse) = (
      pass.gradient, pass.activation, pass.preactivation, pass.mean, pass.inverse
    )
    let (d, dropout, shardCount) = (dimension, outputDropout, pass.shardCount)
    let state = Unchecked(pass)
    var partial = [Double](repeating: 0, count: shardCount * 2 * d)
    partial.withUnsafeMutableBufferPointer { partial in
      guard let base = partial.baseAddress else { return }
      let sums = Unchecked(base)
      pass.forBlocks { shard, rows in
        let first = rows.lowerBound * d
        let target = sums.value + shard * 2 * d
        state.value.apply(dropout, g.pointer + first, rows: rows)
        kn_tanh_backward(
          rows.count, d, y.pointer + first, z.pointer + first, mean.pointer, inverse.pointer,
          g.pointer + first, target, target + d)
      }
    }
    let (a, b) = (Tensor([d]), Tensor([d]))
    let count = Double(max(pass.rowCount, 1))
    for column in 0..<d {
      let shards = stride(from: column, to: partial.count, by: 2 * d)
      let sum = shards.reduce(0) { $0 + partial[$1] }
      let product = shards.reduce(0) { $0 + partial[$1 + d] }
      shift.gradient[column] = Float(sum)
      scale.gradient[column] = Float(product)
      a[column] = Float(sum / count)
      b[column] = Float(product / count * Double(inverse[column]))
    }
    return (a, b)
  }

  /// Takes `gradient` back through the normalisation and the products; returns the folded weights'
  /// gradients, a slice a shard.
  private func preactivationGradient(
    _ pass: LayerActivations, offsets: (a: Tensor, b: Tensor), sums: Tensor, nodes: Tensor,
    inputGradients: (sums: Tensor, nodes: Tensor)?
  ) -> FoldedWeights {
    let (d, width, shardCount) = (dimension, width, pass.shardCount)
    let partial = FoldedWeights(
      sums: Tensor([shardCount, d, 2 * width]), own: Tensor([shardCount, d, d]),
      biases: Tensor([shardCount, d, 2]))
    let (sumPartial, ownPartial, biasPartial) = (partial.sums, partial.own, partial.biases)
    let weights = foldWeights()
    let (sumWeights, own) = (weights.sums, weights.own)
    let (g, z, mean, scale) = (pass.gradient, pass.preactivation, pass.mean, normalizedScale(pass))
    let (counts, dropout) = (pass.biasCounts, sumDropout)
    let (a, b) = offsets
    let state = Unchecked(pass)
    pass.forBlocks { shard, rows in
      let (row, n) = (rows.lowerBound, rows.count)
      let inner = Tensor([n, d])
      kn_normalize_backward(
        n, d, g.pointer + row * d, z.pointer + row * d, mean.pointer, scale.pointer, a.pointer, b.pointer,
        inner.pointer)
      BLAS.gemm(
        transposeA: true, m: d, n: d, k: n, inner.pointer, lda: d, nodes.pointer + row * d, ldb: d, beta: 1,
        ownPartial.pointer + shard * d * d, ldc: d)
      if let inputGradients {
        BLAS.gemm(
          m: n, n: d, k: d, inner.pointer, lda: d, own.pointer, ldb: d,
          inputGradients.nodes.pointer + row * d, ldc: d)
      }
      state.value.apply(dropout, inner.pointer, rows: rows)
      BLAS.gemm(
        transposeA: true, m: d, n: 2 * width, k: n, inner.pointer, lda: d, sums.pointer + row * 2 * width,
        ldb: 2 * width, beta: 1, sumPartial.pointer + shard * d * 2 * width, ldc: 2 * width)
      BLAS.gemm(
        transposeA: true, m: d, n: 2, k: n, inner.pointer, lda: d, counts.pointer + row * 2, ldb: 2, beta: 1,
        biasPartial.pointer + shard * d * 2, ldc: 2)
      if let inputGradients {
        BLAS.gemm(
          m: n, n: 2 * width, k: d, inner.pointer, lda: d, sumWeights.pointer, ldb: 2 * width,
          inputGradients.sums.pointer + row * 2 * width, ldc: 2 * width)
      }
    }
    return partial
  }

  /// The sum over the first dimension, in order.
  private static func total(_ partial: Tensor) -> Tensor {
    let result = Tensor(Array(partial.shape.dropFirst()))
    for shard in 0..<partial.shape[0] {
      kn_axpy(result.count, 1, partial.pointer + shard * result.count, result.pointer)
    }
    return result
  }
}
