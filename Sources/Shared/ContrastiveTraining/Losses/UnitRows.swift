internal import CKernels
internal import Numerics

/// The rows of a matrix scaled to Euclidean length 1, as `torch.nn.functional.normalize`: a row shorter
/// than 1e-12 is divided by that, so that zeros stay zeros.
struct UnitRows {
  let rows: Tensor
  private let lengths: [Double]
  private static let shortest = 1e-12

  init(_ matrix: Tensor) {
    let (n, d) = (matrix.shape[0], matrix.shape[1])
    rows = Tensor(matrix.shape)
    lengths = (0..<n).map { kn_sum_of_squares(d, matrix.pointer + $0 * d).squareRoot() }
    for row in 0..<n {
      let length = max(lengths[row], Self.shortest)
      for index in (row * d)..<((row + 1) * d) {
        rows.pointer[index] = Float(Double(matrix.pointer[index]) / length)
      }
    }
  }

  /// The gradient of the matrix, given that of `rows`: (g − u (u·g)) / length.
  func backward(_ gradient: Tensor) -> Tensor {
    let (n, d) = (rows.shape[0], rows.shape[1])
    let result = Tensor(rows.shape)
    for row in 0..<n {
      let (u, g) = (rows.pointer + row * d, gradient.pointer + row * d)
      let isShort = lengths[row] < Self.shortest
      let along = isShort ? 0 : Double(kn_dot(d, u, g))
      let length = max(lengths[row], Self.shortest)
      for index in 0..<d {
        result.pointer[row * d + index] = Float((Double(g[index]) - Double(u[index]) * along) / length)
      }
    }
    return result
  }
}
