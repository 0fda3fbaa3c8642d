internal import Numerics

/// The whole covariance, for some thousands of regions: time n³, memory n².
struct ExactField: FieldCovariance {
  private let points: [SIMD3<Double>]
  private let smoothness: Smoothness
  /// XXᵀ/D (count × count) where A has the linear part γXXᵀ/D in it too; else empty.
  private let linear: [Double]

  /// Rows whose slopes are held at once.
  private static let block = 64

  /// - Parameter places: longitude and latitude in degrees.
  init(_ places: [SIMD2<Double>], _ smoothness: Smoothness, linear: [Double] = []) {
    points = places.map(EarthChord.point)
    self.smoothness = smoothness
    self.linear = linear
  }

  var count: Int { points.count }

  func moments(_ design: [Double], columns: Int, _ parameters: KrigingParameters, slopes: Bool)
    -> FieldMoments?
  {
    guard let factor = factor(parameters) else { return nil }
    var whitened = design
    factor.solveLower(&whitened, columns: columns)
    var result = FieldMoments(
      product: Self.square(whitened, rows: count, columns: columns), logDeterminant: factor.logDeterminant)
    guard slopes else { return result }
    factor.solveUpper(&whitened, columns: columns)
    let inverse = factor.lowerInverse()
    // By ln φ the derivative of A is A − I, less the linear part.
    let trace = (0..<count).reduce(0) { $0 + inverse[$1 * count + $1] }
    let squares = Self.square(whitened, rows: count, columns: columns)
    var byField = FieldMoments.Slope(
      product: zip(squares, result.product).map(-), logDeterminant: Double(count) - trace)
    let byRange = rangeSlope(inverse, whitened, columns, parameters)
    guard !linear.isEmpty else {
      result.slopes = [byField, byRange]
      return result
    }
    let byLinear = linearSlope(inverse, whitened, columns, parameters)
    byField.product = zip(byField.product, byLinear.product).map(-)
    byField.logDeterminant -= byLinear.logDeterminant
    result.slopes = [byField, byRange, byLinear]
    return result
  }

  /// By ln γ.
  private func linearSlope(
    _ inverse: [Double], _ solved: [Double], _ columns: Int, _ parameters: KrigingParameters
  ) -> FieldMoments.Slope {
    let share = parameters.features ?? 0
    var image = [Double](repeating: 0, count: count * columns)
    BLAS.gemm(m: count, n: columns, k: count, linear, lda: count, solved, ldb: columns, &image, ldc: columns)
    var product = [Double](repeating: 0, count: columns * columns)
    BLAS.gemm(
      transposeA: true, m: columns, n: columns, k: count, alpha: -share, solved, lda: columns, image,
      ldb: columns, &product, ldc: columns)
    var trace = 0.0
    for row in 0..<count {
      let start = row * count
      for column in 0..<row { trace += 2 * inverse[start + column] * linear[start + column] }
      trace += inverse[start + row] * linear[start + row]
    }
    return .init(product: product, logDeterminant: share * trace)
  }

  /// By ln ℓ: −(A⁻¹W)ᵀ dA (A⁻¹W) and tr(A⁻¹dA).
  private func rangeSlope(
    _ inverse: [Double], _ solved: [Double], _ columns: Int, _ parameters: KrigingParameters
  ) -> FieldMoments.Slope {
    let kernel = MaternKernel(smoothness, range: parameters.range)
    var half = [Double](repeating: 0, count: count * columns)
    var trace = 0.0
    for first in stride(from: 0, to: count, by: Self.block) {
      let rows = first..<min(count, first + Self.block)
      // What is below the diagonal stands for both halves.
      var slopes = [Double](repeating: 0, count: rows.count * rows.upperBound)
      slopes.withUnsafeMutableBufferPointer { slopes in
        for row in rows {
          let start = (row - first) * rows.upperBound
          for column in 0..<row {
            let slope = kernel.withSlope(EarthChord.distance(points[row], points[column])).slope
            slopes[start + column] = parameters.field * slope
            trace += 2 * inverse[row * count + column] * parameters.field * slope
          }
        }
      }
      half.withUnsafeMutableBufferPointer { half in
        BLAS.gemm(
          m: rows.count, n: columns, k: rows.upperBound, slopes, lda: rows.upperBound, solved, ldb: columns,
          half.baseAddress! + first * columns, ldc: columns)
      }
    }
    var product = [Double](repeating: 0, count: columns * columns)
    BLAS.gemm(
      transposeA: true, m: columns, n: columns, k: count, alpha: -1, solved, lda: columns, half, ldb: columns,
      &product, ldc: columns)
    var slope = FieldMoments.Slope(product: product, logDeterminant: trace)
    slope.addTransposed(columns)
    return slope
  }

  func precision(_ design: [Double], columns: Int, _ parameters: KrigingParameters)
    -> (product: [Double], diagonal: [Double])?
  {
    guard let factor = factor(parameters) else { return nil }
    let product = factor.solving(design, columns: columns)
    let inverse = factor.lowerInverse()
    return (product, (0..<count).map { inverse[$0 * count + $0] })
  }

  func conditional(
    _ places: [SIMD2<Double>], _ design: [Double], columns: Int, _ parameters: KrigingParameters
  ) -> (variances: [Double], rows: [Double]) {
    guard let factor = factor(parameters) else {
      let unknown = [Double](repeating: .nan, count: places.count * columns)
      return (Array(unknown.prefix(places.count)), unknown)
    }
    let kernel = MaternKernel(smoothness, range: parameters.range)
    var covariances = [Double](repeating: 0, count: count * places.count)
    let others = places.map(EarthChord.point)
    for (row, point) in points.enumerated() {
      for (column, place) in others.enumerated() {
        covariances[row * places.count + column] =
          parameters.field * kernel(EarthChord.distance(point, place))
      }
    }
    var whitened = design
    factor.solveLower(&whitened, columns: columns)
    factor.solveLower(&covariances, columns: places.count)
    var variances = [Double](repeating: 1 + parameters.field, count: places.count)
    for row in 0..<count {
      for column in places.indices {
        let value = covariances[row * places.count + column]
        variances[column] -= value * value
      }
    }
    var rows = [Double](repeating: 0, count: places.count * columns)
    BLAS.gemm(
      transposeA: true, m: places.count, n: columns, k: count, covariances, lda: places.count, whitened,
      ldb: columns, &rows, ldc: columns)
    return (variances, rows)
  }

  private func factor(_ parameters: KrigingParameters) -> Cholesky? {
    let kernel = MaternKernel(smoothness, range: parameters.range)
    var matrix = [Double](repeating: 0, count: count * count)
    matrix.withUnsafeMutableBufferPointer { matrix in
      for row in 0..<count {
        for column in 0..<row {
          matrix[row * count + column] =
            parameters.field * kernel(EarthChord.distance(points[row], points[column]))
        }
        matrix[row * count + row] = parameters.field + 1
      }
      guard !linear.isEmpty else { return }
      let share = parameters.features ?? 0
      for row in 0..<count {
        for index in (row * count)...(row * count + row) { matrix[index] += share * linear[index] }
      }
    }
    return Cholesky(matrix, n: count)
  }

  private static func square(_ matrix: [Double], rows: Int, columns: Int) -> [Double] {
    var result = [Double](repeating: 0, count: columns * columns)
    BLAS.gemm(
      transposeA: true, m: columns, n: columns, k: rows, matrix, lda: columns, matrix, ldb: columns, &result,
      ldc: columns)
    return result
  }
}
