internal import CKernels
internal import Support

extension BLAS {
  /// C (m×n) = op(A) (alpha · op(B)) + beta · C, all row-major; `lda`, `ldb`, `ldc` are row strides. In single
  /// precision by our own kernels, whose bits are the same on every processor, see gemm.h.
  package static func gemm(
    transposeA: Bool = false, transposeB: Bool = false, m: Int, n: Int, k: Int, alpha: Float = 1,
    _ a: UnsafePointer<Float>, lda: Int, _ b: UnsafePointer<Float>, ldb: Int, beta: Float = 0,
    _ c: UnsafeMutablePointer<Float>, ldc: Int
  ) {
    guard m > 0, n > 0 else { return }
    var product = kn_gemm(
      transpose_a: transposeA ? 1 : 0, transpose_b: transposeB ? 1 : 0, m: m, n: n, k: k, alpha: alpha,
      lda: lda, ldb: ldb, beta: beta, ldc: ldc)
    withScratch(kn_gemm_room) { kn_gemm(&product, a, b, c, $0) }
  }

  /// The same, in parallel over blocks of C's rows or columns, of which no bit depends.
  package static func parallelGemm(
    transposeA: Bool = false, transposeB: Bool = false, m: Int, n: Int, k: Int, alpha: Float = 1,
    _ a: UnsafePointer<Float>, lda: Int, _ b: UnsafePointer<Float>, ldb: Int, beta: Float = 0,
    _ c: UnsafeMutablePointer<Float>, ldc: Int
  ) {
    let pointers = Unchecked((a: a, b: b, c: c))
    let extent = max(m, n)
    // Several pieces a thread, so that none waits long; each packs its operands anew.
    let pieces = Parallel.threads == 1 ? 1 : 4 * Parallel.threads
    let grain = max(96, ((extent + pieces - 1) / pieces + 95) / 96 * 96)
    Parallel.forRanges(extent, grain: grain) { range in
      let (a, b, c) = pointers.value
      let first = range.lowerBound
      if m >= n {
        gemm(
          transposeA: transposeA, transposeB: transposeB, m: range.count, n: n, k: k, alpha: alpha,
          a + (transposeA ? first : first * lda), lda: lda, b, ldb: ldb, beta: beta, c + first * ldc, ldc: ldc
        )
      } else {
        gemm(
          transposeA: transposeA, transposeB: transposeB, m: m, n: range.count, k: k, alpha: alpha, a,
          lda: lda,
          b + (transposeB ? first * ldb : first), ldb: ldb, beta: beta, c + first, ldc: ldc)
      }
    }
  }
}
