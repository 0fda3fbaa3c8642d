internal import CKernels
internal import Networks
internal import Numerics

extension TuckER {
  /// The loss of a batch in training mode; sets the gradient of every parameter and updates the running
  /// statistics.
  /// - Parameter step: numbers the dropout masks; every step of a run has its own.
  /// - Throws: `Failure` for a batch of one question, which cannot be normalised.
  package func gradients(_ batch: QuestionBatch, _ loss: LinkLoss, step: UInt64) throws -> Double {
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

    let value = vocabulary(loss, y, batch, entities, gradient: gradient)

    outputDropout.apply(gradient.pointer, count: gradient.count, step: step)
    outputNorm.backward(gradient, z, .none)  // z is its own gradient now
    let da = product.backward(z, x, a, coreDropout, step: step, parts: coreGradients, into: dx)
    product.backward(da, table: relations, core: core)
    inputDropout.apply(dx.pointer, count: dx.count, step: step)
    inputNorm.backward(dx, e, .none)  // and e
    scatter(e, batch.heads)
    return value
  }

  /// The embeddings of the given entities, [count, d].
  func gather(_ heads: [Int32], into rows: Tensor) {
    for (row, head) in heads.enumerated() {
      (rows.pointer + row * dimension).update(
        from: entities.value.pointer + Int(head) * dimension, count: dimension)
    }
  }

  /// Adds gradients of rows to those of their entities, in row order.
  private func scatter(_ gradient: Tensor, _ heads: [Int32]) {
    for (row, head) in heads.enumerated() {
      kn_axpy(
        dimension, 1, gradient.pointer + row * dimension,
        entities.gradient.pointer + Int(head) * dimension)
    }
  }
}
