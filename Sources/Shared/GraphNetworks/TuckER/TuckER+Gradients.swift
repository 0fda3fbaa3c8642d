internal import CKernels
internal import Networks
internal import Numerics
internal import Ranks

extension TuckER {
  /// The loss of a batch in training mode, over all entities; sets the gradient of every parameter and updates the
  /// running statistics.
  /// - Parameter step: numbers the dropout masks; every step of a run has its own.
  /// - Throws: `Failure` for a batch of one question, which cannot be normalised.
  package func gradients(_ batch: QuestionBatch, _ loss: LinkLoss, step: UInt64) throws -> Double {
    let (entities, targets) = (entities, RowTargets(batch))
    let shape = entities.value.shape
    return try pass(batch, step: step, gradient: entities.gradient.buffer) { questions, y, gradient, sum in
      let entityGradient = Tensor(shape, at: sum, owner: entities)
      return vocabulary(y, entities.value, entityGradient: entityGradient, gradient: gradient) {
        row, scores in
        loss.replace(scores, shape[0], row: questions.lowerBound + row, of: targets)
      }
    } heads: { gradient, head in
      kn_axpy(dimension, 1, gradient, entities.gradient.pointer + Int(head) * dimension)
    }
  }

  /// The same over the candidates of each question; the gradient of the entities goes into `loss.rows`.
  package func gradients(_ batch: QuestionBatch, _ loss: CandidateLoss, step: UInt64) throws -> Double {
    loss.begin(batch, step: step)
    return try pass(batch, step: step, gradient: loss.rows.buffer) { questions, y, gradient, sum in
      loss(y, batch, questions, gradient: gradient, into: sum)
    } heads: { gradient, head in
      kn_axpy(dimension, 1, gradient, loss.rows[head])
    }
  }

  /// A pass forward and back: each shard by itself, but for normalisations, which look at all, and sums over shards.
  /// - Parameters:
  ///   - entityGradient: set to the loss's gradient by the entities that are scored.
  ///   - score: given which questions a shard has, and y, [questions, d], sets the loss's gradient by it, and by the
  ///     entities that are scored, and returns the loss.
  ///   - heads: adds the gradient of a question's head to that of the entities.
  private func pass(
    _ batch: QuestionBatch, step: UInt64, gradient entityGradient: UnsafeMutableBufferPointer<Float>,
    score: (
      _ questions: Range<Int>, _ y: Tensor, _ gradient: Tensor, _ sum: UnsafeMutablePointer<Float>
    ) -> Double,
    heads: (_ gradient: UnsafePointer<Float>, _ head: Int32) -> Void
  ) throws -> Double {
    let questions = QuestionShards(batch, shards, dimension: dimension)
    let shape = [questions.own.count, dimension]
    let (e, x, z) = (pool.take(shape), pool.take(shape), pool.take(shape))
    let (y, gradient, dx) = (pool.take(shape), pool.take(shape), pool.take(shape))
    defer { for tensor in [e, x, z, y, gradient, dx] { pool.give(tensor) } }
    gather(Array(batch.heads[questions.own]), into: e)
    try inputNorm.useBatchStatistics(of: e)
    inputNorm.apply(e, relu: false, into: x)
    questions.apply(inputDropout, to: x, step: step)
    let matrices = questions.forEach { rows, product in
      let a = product.matrices(relations.value, core: core.value)
      product.forward(x.rows(rows), a, coreDropout, step: step, into: z.rows(rows))
      return a
    }
    try outputNorm.useBatchStatistics(of: z)
    outputNorm.apply(z, relu: false, into: y)
    questions.apply(outputDropout, to: y, step: step)

    var values: [Range<Int>: Double] = [:]
    shards.sum(rows: questions.own.count, into: entityGradient) { rows, sum in
      values[rows] = score(questions.numbers(rows), y.rows(rows), gradient.rows(rows), sum)
    }

    questions.apply(outputDropout, to: gradient, step: step)
    outputNorm.backward(gradient, z, .none)  // z is its own gradient now
    let whole = CoreProduct(batch.relations, dimension: dimension)
    let da = Tensor([whole.relations.count, dimension * dimension])
    shards.sum(rows: questions.own.count, into: da.buffer) { rows, sum in
      guard let product = questions.product(rows), let a = matrices[rows] else { return }
      let part = product.backward(
        z.rows(rows), x.rows(rows), a, coreDropout, step: step, parts: coreGradients, into: dx.rows(rows))
      product.place(part, among: whole.relations, into: sum)
    }
    whole.backward(da, table: relations, core: core)
    questions.apply(inputDropout, to: dx, step: step)
    inputNorm.backward(dx, e, .none)  // and e
    let all = questions.whole(e)
    for (row, head) in batch.heads.enumerated() { heads(all.pointer + row * dimension, head) }
    return shards.gather(questions.ranges.map { values[$0] ?? 0 }).reduce(0, +)
  }

  /// The embeddings of the given entities, [count, d].
  func gather(_ heads: [Int32], into rows: Tensor) {
    for (row, head) in heads.enumerated() {
      (rows.pointer + row * dimension).update(
        from: entities.value.pointer + Int(head) * dimension, count: dimension)
    }
  }
}
