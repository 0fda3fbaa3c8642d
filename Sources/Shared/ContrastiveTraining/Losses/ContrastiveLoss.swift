internal import CKernels
internal import Networks
package import Numerics
internal import Support

/// The loss that pulls each region's image to its own entity and away from the others of the batch
/// (InfoNCE in both directions, as in KnowCL, Liu et al., WWW 2023).
///
/// With S = G Iᵀ for region vectors G and image vectors I: the cross-entropy of the softmax of each row
/// and of each column, whose right answer is the diagonal.
package struct ContrastiveLoss: Sendable, Equatable {
  /// How S is made.
  package enum Similarity: Sendable, Equatable {
    /// Inner products.
    case dot
    /// Cosines over a temperature.
    case cosine(temperature: Double)
  }

  /// How the terms of a batch are joined.
  package enum Form: String, Sendable, CaseIterable {
    /// Mean over the batch of −log p, stable for any logits: does not grow with the batch.
    case mean
    /// Sum over the batch of −log p.
    case sum
    /// Sum over the batch of −log(p + 1e-10), as the published code has it.
    case reference
  }

  package var similarity: Similarity
  package var form: Form

  package init(similarity: Similarity = .dot, form: Form = .mean) {
    self.similarity = similarity
    self.form = form
  }

  /// The loss of a batch and its gradients.
  /// - Parameters:
  ///   - regions: G, [n, d].
  ///   - images: I, [n, d]; row i belongs to row i of G.
  package func evaluate(regions: Tensor, images: Tensor) -> (value: Double, regions: Tensor, images: Tensor) {
    precondition(regions.shape.count == 2 && regions.shape == images.shape, "a batch of pairs")
    switch similarity {
    case .dot: return evaluateLogits(regions, images, scale: 1)
    case .cosine(let temperature):
      precondition(temperature > 0, "temperature")
      let (g, i) = (UnitRows(regions), UnitRows(images))
      let inner = evaluateLogits(g.rows, i.rows, scale: 1 / temperature)
      return (inner.0, g.backward(inner.1), i.backward(inner.2))
    }
  }

  private func evaluateLogits(_ g: Tensor, _ i: Tensor, scale: Double) -> (Double, Tensor, Tensor) {
    let (n, d) = (g.shape[0], g.shape[1])
    let logits = Tensor([n, n])
    BLAS.parallelGemm(
      transposeB: true, m: n, n: n, k: d, alpha: Float(scale), g.pointer, lda: d, i.pointer, ldb: d,
      logits.pointer, ldc: n)
    let (value, gradient) = crossEntropy(logits)
    let (regionGradient, imageGradient) = (Tensor([n, d]), Tensor([n, d]))
    BLAS.parallelGemm(
      m: n, n: d, k: n, alpha: Float(scale), gradient.pointer, lda: n, i.pointer, ldb: d,
      regionGradient.pointer, ldc: d)
    BLAS.parallelGemm(
      transposeA: true, m: n, n: d, k: n, alpha: Float(scale), gradient.pointer, lda: n, g.pointer, ldb: d,
      imageGradient.pointer, ldc: d)
    return (value, regionGradient, imageGradient)
  }

  /// The loss of the logits [n, n] and its gradient.
  private func crossEntropy(_ logits: Tensor) -> (Double, Tensor) {
    let n = logits.shape[0]
    let gradient = Tensor([n, n])
    let weight = form == .mean ? 1 / Double(max(n, 1)) : 1
    let epsilon = form == .reference ? 1e-10 : 0
    var terms = [Double](repeating: 0, count: 2 * n)
    terms.withUnsafeMutableBufferPointer { terms in
      guard let base = terms.baseAddress else { return }
      let terms = Unchecked(base)
      Parallel.forRanges(n, grain: 16) { rows in
        for row in rows {
          terms.value[row] = SoftmaxTerm.add(
            logits.pointer + row * n, gradient.pointer + row * n, count: n, stride: 1, target: row,
            weight: weight, epsilon: epsilon)
        }
      }
      // Columns after rows: both add to the same gradient.
      Parallel.forRanges(n, grain: 16) { columns in
        for column in columns {
          terms.value[n + column] = SoftmaxTerm.add(
            logits.pointer + column, gradient.pointer + column, count: n, stride: n, target: column,
            weight: weight, epsilon: epsilon)
        }
      }
    }
    return (weight * terms.reduce(0, +), gradient)
  }
}
