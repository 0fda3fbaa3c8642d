internal import CKernels

extension TuckER {
  /// The loss of a batch in training mode; sets the gradient of every parameter and updates the running
  /// statistics.
  /// - Parameter step: numbers the dropout masks; every step of a run has its own.
  /// - Throws: `Failure` for a batch of one question, which cannot be normalised.
  public func gradients(_ batch: QuestionBatch, _ loss: LinkLoss, step: UInt64) throws -> Double {
    let product = CoreProduct(batch.relations, dimension: dimension)
    let e = gather(batch.heads)
    let x = Tensor(e.shape)
    try inputNorm.useBatchStatistics(of: e)
    inputNorm.apply(e, relu: false, into: x)
    inputDropout.apply(x.pointer, count: x.count, step: step)
    let a = product.matrices(relations.value, core: core.value)
    let z = product.forward(x, a, coreDropout, step: step)
    let y = Tensor(z.shape)
    try outputNorm.useBatchStatistics(of: z)
    outputNorm.apply(z, relu: false, into: y)
    outputDropout.apply(y.pointer, count: y.count, step: step)

    let (value, gradient) = VocabularyLoss(loss: loss)(y, batch, entities)

    outputDropout.apply(gradient.pointer, count: gradient.count, step: step)
    outputNorm.backward(gradient, z, .none)  // z is its own gradient now
    let (dx, da) = product.backward(z, x, a, coreDropout, step: step)
    product.backward(da, table: relations, core: core)
    inputDropout.apply(dx.pointer, count: dx.count, step: step)
    inputNorm.backward(dx, e, .none)  // and e
    scatter(e, batch.heads)
    return value
  }

  /// The embeddings of the given entities, [count, d].
  func gather(_ heads: [Int32]) -> Tensor {
    let rows = Tensor([heads.count, dimension])
    for (row, head) in heads.enumerated() {
      (rows.pointer + row * dimension).update(
        from: entities.value.pointer + Int(head) * dimension, count: dimension)
    }
    return rows
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
