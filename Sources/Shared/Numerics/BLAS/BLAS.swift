internal import COpenBLAS

/// Matrix products: of doubles on OpenBLAS, whose low bits depend on the processor, always on the calling thread; of
/// floats by kernels of our own.
///
/// OpenBLAS splits a product differently for every number of threads, which changes low bits; so one
/// thread a call, and parallel loops over fixed shards around it.
package enum BLAS {
  /// OpenBLAS's version and the processor type whose kernels it chose.
  package static var configuration: String {
    let text = String(cString: openblas_get_config()).split(separator: " ").prefix(2).joined(separator: " ")
    return "\(text) \(String(cString: openblas_get_corename()))"
  }

  package static func useOneThreadPerCall() { oneThreadPerCall }

  /// Done once, before the first product, whoever makes it.
  private static let oneThreadPerCall: Void = openblas_set_num_threads(1)

  /// C (m×n) = alpha · op(A) op(B) + beta · C in double precision, for statistics; all row-major, `lda`, `ldb`, `ldc`
  /// are row strides.
  package static func gemm(
    transposeA: Bool = false, transposeB: Bool = false, m: Int, n: Int, k: Int, alpha: Double = 1,
    _ a: UnsafePointer<Double>, lda: Int, _ b: UnsafePointer<Double>, ldb: Int, beta: Double = 0,
    _ c: UnsafeMutablePointer<Double>, ldc: Int
  ) {
    guard m > 0, n > 0 else { return }
    useOneThreadPerCall()
    cblas_dgemm(
      CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
      blasint(m), blasint(n), blasint(k), alpha, a, blasint(max(lda, 1)), b, blasint(max(ldb, 1)), beta, c,
      blasint(max(ldc, 1)))
  }
}
