internal import Networks
internal import Numerics

/// The matrices that multiply rows, made of the layer's parameters.
struct FoldedWeights {
  /// [d, 2 · width]: W_I S | W_O S, over 3, with S the change of basis back.
  let sums: Tensor
  /// [d, d]: W_S C(r_loop), over 3.
  let own: Tensor
  /// [d, 2]: b_I | b_O, over 3.
  let biases: Tensor
}

extension CompGCNLayer {
  func foldWeights() -> FoldedWeights {
    let sums = Tensor([dimension, 2 * width])
    let own = Tensor([dimension, dimension])
    let biases = Tensor([dimension, 2])
    for (index, linear) in [weightIn, weightOut].enumerated() {
      let target = sums.pointer + index * width
      if let synthesis {
        BLAS.gemm(
          transposeB: true, m: dimension, n: width, k: dimension, alpha: 1 / 3, linear.weight.value.pointer,
          lda: dimension, synthesis.pointer, ldb: dimension, target, ldc: 2 * width)
      } else {
        for row in 0..<dimension {
          for column in 0..<dimension {
            target[row * 2 * width + column] = linear.weight.value[row * dimension + column] / 3
          }
        }
      }
      for row in 0..<dimension { biases[2 * row + index] = (linear.bias?.value[row] ?? 0) / 3 }
    }
    let loop = composition.matrix(loopRelation.value)
    BLAS.gemm(
      m: dimension, n: dimension, k: dimension, alpha: 1 / 3, weightSelf.weight.value.pointer, lda: dimension,
      loop.pointer, ldb: dimension, own.pointer, ldc: dimension)
    return FoldedWeights(sums: sums, own: own, biases: biases)
  }

  /// Sets the parameters' gradients, given those of the folded matrices.
  ///
  /// What is the same for every entity, b_S and the constant of `sub`, vanishes in the normalisation:
  /// its gradient is exactly 0.
  func setGradients(from folded: FoldedWeights) {
    for (index, linear) in [weightIn, weightOut].enumerated() {
      let source = folded.sums.pointer + index * width
      let gradient = linear.weight.gradient
      if let synthesis {
        BLAS.gemm(
          m: dimension, n: dimension, k: width, alpha: 1 / 3, source, lda: 2 * width, synthesis.pointer,
          ldb: dimension, gradient.pointer, ldc: dimension)
      } else {
        for row in 0..<dimension {
          for column in 0..<dimension {
            gradient[row * dimension + column] = source[row * 2 * width + column] / 3
          }
        }
      }
      for row in 0..<dimension { linear.bias?.gradient[row] = folded.biases[2 * row + index] / 3 }
    }
    weightSelf.bias?.gradient.fill(0)
    let loop = composition.matrix(loopRelation.value)
    BLAS.gemm(
      transposeB: true, m: dimension, n: dimension, k: dimension, alpha: 1 / 3, folded.own.pointer,
      lda: dimension, loop.pointer, ldb: dimension, weightSelf.weight.gradient.pointer,
      ldc: dimension)
    let loopGradient = Tensor([dimension, dimension])
    BLAS.gemm(
      transposeA: true, m: dimension, n: dimension, k: dimension, alpha: 1 / 3,
      weightSelf.weight.value.pointer, lda: dimension, folded.own.pointer, ldb: dimension,
      loopGradient.pointer, ldc: dimension)
    loopRelation.gradient.fill(0)
    composition.addRelationGradient(loopGradient, to: loopRelation.gradient)
  }

  /// What the folded matrices leave out: (b_S, and for sub −W_S r_loop) over 3.
  func constant() -> [Float] {
    (0..<dimension).map { row in
      var value = weightSelf.bias?.value[row] ?? 0
      if composition == .sub {
        for column in 0..<dimension {
          value -= weightSelf.weight.value[row * dimension + column] * loopRelation.value[column]
        }
      }
      return value / 3
    }
  }
}
