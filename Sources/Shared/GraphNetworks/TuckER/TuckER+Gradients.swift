internal import CKernels
internal import Networks
internal import Numerics

extension TuckER {
  /// The loss of a batch in training mode, over all entities; sets the gradient of every parameter and updates the
  /// running statistics.
  /// - Parameter step: numbers the dropout masks; every step of a run has its own.
  /// - Throws: `Failure` for a batch of one question, which cannot be normalised.
  package func gradients(_ batch: QuestionBatch, _ loss: LinkLoss, step: UInt64) throws -> Double {
    let (entities, targets) = (entities, RowTargets(batch))
    return try pass(batch, step: step) { y, gradient in
      let n = entities.value.shape[0]
      return vocabulary(y, entities.value, entityGradient: entities.gradient, gradient: gradient) {
        row, scores in
        loss.replace(scores, n, row: row, of: targets)
      }
    } heads: { gradient, head in
      kn_axpy(dimension, 1, gradient, entities.gradient.pointer + Int(head) * dimension)
    }
  }

  /// The same over the candidates of each question; the gradient of the entities goes into `loss.rows`.
  package func gradients(_ batch: QuestionBatch, _ loss: CandidateLoss, step: UInt64) throws -> Double {
    loss.begin(batch, step: step)
    return try pass(batch, step: step) { y, gradient in
      loss(y, batch, gradient: gradient)
    } heads: { gradient, head in
      kn_axpy(dimension, 1, gradient, loss.rows[head])
    }
  }

  /// A pass forward and back.
  /// - Parameters:
  ///   - score: given y, [questions, d], sets the loss's gradient by it, and by the entities that are scored, and
  ///     returns the loss.
  ///   - heads: adds the gradient of a question's head to that of the entities.
  private func pass(
    _ batch: QuestionBatch, step: UInt64, score: (_ y: Tensor, _ gradient: Tensor) -> Double,
    heads: (_ gradient: UnsafePointer<Float>, _ head: Int32) -> Void
  ) throws -> Double {
    let product = CoreProduct(batch.relations, dimension: dimension)
    let shape = [batch.count, dimension]
    let (e, x, z) = (pool.take(shape), pool.take(shape), pool.take(shape))
    let (y, gradient, dx) = (pool.take(shape), pool.take(shape), pool.take(shape))
    defer { for tensor in [e, x, z, y, gradient, dx] { pool.give(tensor) } }
    gather(batch.heads, into: e)
    try inputNorm.useBatchStatistics(of: e)
    inputNorm.apply(e, relu: false, into: x)
    inputDropout.apply(x.pointer, count: x.count, step: step)
    let a = product.matrices(relations.value, core: core.value)
    product.forward(x, a, coreDropout, step: step, into: z)
    try outputNorm.useBatchStatistics(of: z)
    outputNorm.apply(z, relu: false, into: y)
    outputDropout.apply(y.pointer, count: y.count, step: step)

    let value = score(y, gradient)

    outputDropout.apply(gradient.pointer, count: gradient.count, step: step)
    outputNorm.backward(gradient, z, .none)  // z is its own gradient now
    let da = product.backward(z, x, a, coreDropout, step: step, parts: coreGradients, into: dx)
    product.backward(da, table: relations, core: core)
    inputDropout.apply(dx.pointer, count: dx.count, step: step)
    inputNorm.backward(dx, e, .none)  // and e
    for (row, head) in batch.heads.enumerated() { heads(e.pointer + row * dimension, head) }
    return value
  }

  /// The embeddings of the given entities, [count, d].
  func gather(_ heads: [Int32], into rows: Tensor) {
    for (row, head) in heads.enumerated() {
      (rows.pointer + row * dimension).update(
        from: entities.value.pointer + Int(head) * dimension, count: dimension)
    }
  }
}
