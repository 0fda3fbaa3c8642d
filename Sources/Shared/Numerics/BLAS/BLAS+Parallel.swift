internal import Support

extension BLAS {
  /// `gemm` over fixed blocks of C's rows, in parallel. The blocks depend only on m.
  package static func parallelGemm(
    transposeA: Bool = false, transposeB: Bool = false, m: Int, n: Int, k: Int, alpha: Float = 1,
    _ a: UnsafePointer<Float>, lda: Int, _ b: UnsafePointer<Float>, ldb: Int, beta: Float = 0,
    _ c: UnsafeMutablePointer<Float>, ldc: Int
  ) {
    let a = Unchecked(a)
    let b = Unchecked(b)
    let c = Unchecked(c)
    Parallel.forRanges(m, grain: max(16, min(256, (m + 15) / 16))) { rows in
      gemm(
        transposeA: transposeA, transposeB: transposeB, m: rows.count, n: n, k: k, alpha: alpha,
        a.value + (transposeA ? rows.lowerBound : rows.lowerBound * lda), lda: lda, b.value, ldb: ldb,
        beta: beta, c.value + rows.lowerBound * ldc, ldc: ldc)
    }
  }
}
