internal import Numerics

/// The coefficients of a linear function under correlated errors, some with a normal prior:
/// (HᵀA⁻¹H + Λ) β = HᵀA⁻¹y. A flat prior has Λ = 0 (Rasmussen & Williams 2006, section 2.7).
struct GeneralisedLeastSquares {
  /// β.
  let coefficients: [Double]
  /// HᵀA⁻¹H + Λ, whose inverse is the covariance of β over the noise's variance.
  let precision: Cholesky
  /// (y − Hβ)ᵀA⁻¹(y − Hβ) + βᵀΛβ.
  let squares: Double

  /// - Parameters:
  ///   - product: WᵀA⁻¹W of W = [H y].
  ///   - penalties: the diagonal of Λ.
  /// - Returns: nil where H determines no β.
  init?(_ product: [Double], penalties: [Double]) {
    let count = penalties.count
    let width = count + 1
    precondition(product.count == width * width, "product of the design")
    var matrix = [Double](repeating: 0, count: count * count)
    for row in 0..<count {
      for column in 0..<count { matrix[row * count + column] = product[row * width + column] }
      matrix[row * count + row] += penalties[row]
    }
    guard let precision = Cholesky(matrix, n: count) else { return nil }
    let right = (0..<count).map { product[$0 * width + count] }
    let coefficients = precision.solving(right, columns: 1)
    self.precision = precision
    self.coefficients = coefficients
    squares = product[width * width - 1] - zip(right, coefficients).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// hᵀ(HᵀA⁻¹H + Λ)⁻¹h of every row h of a matrix, row-major.
  func leverages(_ rows: [Double]) -> [Double] {
    let width = coefficients.count
    let count = rows.count / width
    var columns = [Double](repeating: 0, count: rows.count)
    for row in 0..<count {
      for column in 0..<width { columns[column * count + row] = rows[row * width + column] }
    }
    precision.solveLower(&columns, columns: count)
    var sums = [Double](repeating: 0, count: count)
    for column in 0..<width {
      for row in 0..<count { sums[row] += columns[column * count + row] * columns[column * count + row] }
    }
    return sums
  }
}
