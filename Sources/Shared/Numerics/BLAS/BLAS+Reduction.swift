internal import Support

extension BLAS {
  /// C (m×n) = Aᵀ B for A (rows×m) and B (rows×n): the gradient of a weight matrix.
  ///
  /// Many rows are cut into fixed shards whose partial products are added in shard order; few rows are
  /// one product, parallel over C's rows. Which of the two depends only on the sizes.
  package static func weightGradient(
    rows: Int, m: Int, n: Int, _ a: UnsafePointer<Float>, lda: Int, _ b: UnsafePointer<Float>, ldb: Int,
    _ c: UnsafeMutablePointer<Float>, ldc: Int
  ) {
    guard rows > 2048 else {
      parallelGemm(
        transposeA: true, m: m, n: n, k: rows, a, lda: lda, b, ldb: ldb, c, ldc: ldc)
      return
    }
    let grain = max(1024, (rows + 63) / 64)
    let shards = (rows + grain - 1) / grain
    let partial = Tensor([shards, m, n])
    let (a, b) = (Unchecked(a), Unchecked(b))
    Parallel.forEach(shards) { shard in
      let first = shard * grain
      gemm(
        transposeA: true, m: m, n: n, k: min(grain, rows - first), a.value + first * lda, lda: lda,
        b.value + first * ldb, ldb: ldb, partial.pointer + shard * m * n, ldc: n)
    }
    for row in 0..<m {
      let sum = c + row * ldc
      sum.update(from: partial.pointer + row * n, count: n)
      for shard in 1..<shards {
        let source = partial.pointer + (shard * m + row) * n
        for column in 0..<n { sum[column] += source[column] }
      }
    }
  }
}
