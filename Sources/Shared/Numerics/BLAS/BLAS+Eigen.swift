internal import COpenBLAS
internal import Support

extension BLAS {
  /// Eigendecomposition of a symmetric matrix (LAPACK dsyevd), on the calling thread.
  /// - Parameter matrix: n × n, row-major; only one triangle is read.
  /// - Returns: the eigenvalues in ascending order, and the eigenvectors as the rows of an n × n matrix.
  /// - Throws: `Failure` (EX_SOFTWARE) when LAPACK does not converge.
  package static func symmetricEigen(_ matrix: [Double], n: Int) throws -> (
    values: [Double], vectors: [Double]
  ) {
    precondition(matrix.count == n * n, "square matrix")
    guard n > 0 else { return ([], []) }
    var vectors = matrix
    var values = [Double](repeating: 0, count: n)
    var order = blasint(n)
    var info: blasint = 0
    // The documented sizes of dsyevd's work space for eigenvectors.
    var workCount = blasint(1 + 6 * n + 2 * n * n)
    var integerCount = blasint(3 + 5 * n)
    var work = [Double](repeating: 0, count: Int(workCount))
    var integers = [blasint](repeating: 0, count: Int(integerCount))
    dsyevd_(
      "V", "U", &order, &vectors, &order, &values, &work, &workCount, &integers, &integerCount, &info, 1, 1)
    guard info == 0 else {
      throw Failure(.software, nil, "LAPACK's dsyevd did not converge (info \(info))")
    }
    // LAPACK's columns are our rows.
    return (values, vectors)
  }
}
