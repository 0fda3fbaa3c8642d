internal import CKernels
internal import Networks
package import Numerics
internal import Support

/// The loss that pulls pairs of vectors together and away from the other vectors of the batch (NT-Xent; Chen et al. 2020,
/// *A Simple Framework for Contrastive Learning of Visual Representations*, equation 1).
///
/// Of 2n vectors, z_i and z_{i+n} are a pair. With s_ij the cosine of z_i and z_j over the temperature, the loss is the
/// mean over all 2n vectors i, whose partner is j, of −log(exp s_ij / Σ_{k ≠ i} exp s_ik). Where vectors say which region
/// they are of, other vectors of i's region and of j's are left out of the sum: they are no negatives.
package struct NTXentLoss: Sendable, Equatable {
  package var temperature: Double

  package init(temperature: Double) {
    precondition(temperature > 0, "temperature")
    self.temperature = temperature
  }

  /// - Parameters:
  ///   - vectors: z, [2n, d].
  ///   - regions: of each vector.
  ///   - weight: of the loss and its gradient.
  /// - Returns: the loss and its gradient by z.
  package func evaluate(_ vectors: Tensor, regions: [Int], weight: Double = 1) -> (
    value: Double, gradient: Tensor
  ) {
    let (count, d) = (vectors.shape[0], vectors.shape[1])
    precondition(count.isMultiple(of: 2) && regions.count == count, "pairs")
    let unit = UnitRows(vectors)
    let logits = Tensor([count, count])
    let scale = Float(1 / temperature)
    let share = weight / Double(max(1, count))
    BLAS.parallelGemm(
      transposeB: true, m: count, n: count, k: d, alpha: scale, unit.rows.pointer, lda: d, unit.rows.pointer,
      ldb: d, logits.pointer, ldc: count)
    let gradient = Tensor([count, count])
    var terms = [Double](repeating: 0, count: count)
    terms.withUnsafeMutableBufferPointer { terms in
      guard let base = terms.baseAddress else { return }
      let terms = Unchecked(base)
      Parallel.forRanges(count, grain: 16) { rows in
        for row in rows {
          let partner = (row + count / 2) % count
          let x = logits.pointer + row * count
          for other in 0..<count where other != partner {
            let isNegative = regions[other] != regions[row] && regions[other] != regions[partner]
            if other == row || !isNegative { x[other] = -.infinity }
          }
          terms.value[row] = SoftmaxTerm.add(
            x, gradient.pointer + row * count, count: count, target: partner, weight: share)
        }
      }
    }
    // s = u uᵀ / τ, so the gradient by u is (G + Gᵀ) u / τ.
    let rowsGradient = Tensor([count, d])
    for (transposed, beta) in [(false, Float(0)), (true, 1)] {
      BLAS.parallelGemm(
        transposeA: transposed, m: count, n: d, k: count, alpha: scale, gradient.pointer, lda: count,
        unit.rows.pointer, ldb: d, beta: beta, rowsGradient.pointer, ldc: d)
    }
    return (share * terms.reduce(0, +), unit.backward(rowsGradient))
  }
}
