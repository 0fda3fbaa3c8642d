internal import COpenBLAS
internal import Support

/// A = LLᵀ of a symmetric positive definite matrix (LAPACK dpotrf), on the calling thread.
package struct Cholesky: Sendable {
  package let n: Int
  /// n × n, row-major: L on and below the diagonal; what is above has no meaning.
  private var factor: [Double]

  /// - Parameter matrix: n × n, row-major; only what is on and below the diagonal is read.
  /// - Returns: nil where the matrix is not positive definite within rounding.
  package init?(_ matrix: consuming [Double], n: Int) {
    precondition(matrix.count == n * n, "square matrix")
    BLAS.useOneThreadPerCall()
    var order = blasint(n)
    var info: blasint = 0
    // LAPACK's columns are our rows, so its upper triangle is our lower one.
    if n > 0 { dpotrf_("U", &order, &matrix, &order, &info, 1) }
    guard info == 0 else { return nil }
    self.n = n
    factor = matrix
  }

  /// ln |A|.
  package var logDeterminant: Double {
    (0..<n).reduce(0) { $0 + 2 * Elementary.log(factor[$1 * n + $1]) }
  }

  /// B (n × columns, row-major) ← L⁻¹B.
  package func solveLower(_ b: inout [Double], columns: Int) { solve(CblasNoTrans, &b, columns) }

  /// B (n × columns, row-major) ← L⁻ᵀB.
  package func solveUpper(_ b: inout [Double], columns: Int) { solve(CblasTrans, &b, columns) }

  /// A⁻¹B of B (n × columns, row-major).
  package func solving(_ b: consuming [Double], columns: Int) -> [Double] {
    solveLower(&b, columns: columns)
    solveUpper(&b, columns: columns)
    return b
  }

  private func solve(_ transpose: CBLAS_TRANSPOSE, _ b: inout [Double], _ columns: Int) {
    precondition(b.count == n * columns, "rows of the right-hand side")
    guard n > 0, columns > 0 else { return }
    BLAS.useOneThreadPerCall()
    cblas_dtrsm(
      CblasRowMajor, CblasLeft, CblasLower, transpose, CblasNonUnit, blasint(n), blasint(columns), 1, factor,
      blasint(n), &b, blasint(columns))
  }

  /// A⁻¹, row-major, on and below the diagonal; what is above has no meaning.
  package consuming func lowerInverse() -> [Double] {
    var order = blasint(n)
    var info: blasint = 0
    if n > 0 { dpotri_("U", &order, &factor, &order, &info, 1) }
    precondition(info == 0, "a Cholesky factor has a positive diagonal")
    return factor
  }
}
