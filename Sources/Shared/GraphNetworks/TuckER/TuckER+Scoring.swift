internal import Networks
internal import Numerics

extension TuckER {
  /// Scores of all entities as tails of the given questions, in evaluation mode, in tiles.
  /// - Parameters:
  ///   - relations: of each question, sorted.
  ///   - body: called with rows of the questions and their scores, [rows, entities].
  package func score(
    heads: [Int32], relations rowRelations: [Int32],
    _ body: (Range<Int>, UnsafePointer<Float>) -> Void
  ) {
    let n = entityCount
    let tile = min(max(heads.count, 1), max(32, (1 << 24) / max(n, 1)), 4096)
    let scores = Tensor([tile, n])
    for start in stride(from: 0, to: heads.count, by: tile) {
      let rows = start..<min(start + tile, heads.count)
      let y = outputs(Array(heads[rows]), Array(rowRelations[rows]))
      BLAS.parallelGemm(
        transposeB: true, m: rows.count, n: n, k: dimension, y.pointer, lda: dimension,
        entities.value.pointer, ldb: dimension, scores.pointer, ldc: n)
      body(rows, scores.pointer)
    }
  }

  /// y of questions in evaluation mode: running statistics, no dropout.
  private func outputs(_ heads: [Int32], _ rowRelations: [Int32]) -> Tensor {
    let product = CoreProduct(rowRelations, dimension: dimension)
    let x = Tensor([heads.count, dimension])
    gather(heads, into: x)
    inputNorm.useRunningStatistics()
    inputNorm.apply(x, relu: false, into: x)
    let a = product.matrices(relations.value, core: core.value)
    let y = Tensor(x.shape)
    product.forward(x, a, Dropout(0, seed: 0, place: "none"), step: 0, into: y)
    outputNorm.useRunningStatistics()
    outputNorm.apply(y, relu: false, into: y)
    return y
  }
}
