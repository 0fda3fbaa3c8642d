/// A = φ·Matérn(d/ℓ) + I over the training regions: the covariance of field and noise, over the variance of
/// noise. Held exactly, or by a sparse approximation of its inverse.
protocol FieldCovariance: Sendable {
  /// Regions.
  var count: Int { get }

  /// - Parameter design: W, count × columns, row-major.
  /// - Returns: nil where A is not positive definite within rounding.
  func moments(_ design: [Double], columns: Int, _ parameters: KrigingParameters, slopes: Bool)
    -> FieldMoments?

  /// A⁻¹W (count × columns, row-major) and the diagonal of A⁻¹; nil as above.
  func precision(_ design: [Double], columns: Int, _ parameters: KrigingParameters)
    -> (product: [Double], diagonal: [Double])?

  /// What is known of a new observation at each of some places (longitude and latitude in degrees): for weights c = A⁻¹a, where a holds its
  /// covariances with the training regions, its variance 1 + φ − aᵀc given them; and Wᵀc.
  /// - Returns: variances, and rows of Wᵀc (places × columns, row-major); NaN where that fails.
  func conditional(
    _ places: [SIMD2<Double>], _ design: [Double], columns: Int, _ parameters: KrigingParameters
  ) -> (variances: [Double], rows: [Double])
}

/// WᵀA⁻¹W and ln |A|.
struct FieldMoments: Sendable {
  /// The derivatives by the logarithm of a parameter.
  struct Slope: Sendable {
    var product: [Double]
    var logDeterminant: Double

    /// Makes whole a product that holds half of each of its elements' sums.
    mutating func addTransposed(_ columns: Int) {
      let half = product
      for index in half.indices {
        let (row, column) = index.quotientAndRemainder(dividingBy: columns)
        product[index] = half[index] + half[column * columns + row]
      }
    }
  }

  /// columns × columns.
  var product: [Double]
  var logDeterminant: Double
  /// By ln φ and ln ℓ, and by ln γ where the linear part is in A; where asked for.
  var slopes: [Slope]

  init(product: [Double], logDeterminant: Double, slopes: [Slope] = []) {
    self.product = product
    self.logDeterminant = logDeterminant
    self.slopes = slopes
  }

  init(zero columns: Int, slopes: Int) {
    let zero = [Double](repeating: 0, count: columns * columns)
    self.init(
      product: zero, logDeterminant: 0,
      slopes: [Slope](repeating: Slope(product: zero, logDeterminant: 0), count: slopes))
  }

  static func + (a: FieldMoments, b: FieldMoments) -> FieldMoments {
    FieldMoments(
      product: zip(a.product, b.product).map(+), logDeterminant: a.logDeterminant + b.logDeterminant,
      slopes: zip(a.slopes, b.slopes).map {
        Slope(
          product: zip($0.product, $1.product).map(+), logDeterminant: $0.logDeterminant + $1.logDeterminant)
      })
  }
}

/// Distances over the earth, as chords of a sphere: the Matérn functions are covariances in space, and so
/// on any points in it.
enum EarthChord {
  /// The mean radius in kilometres (IUGG).
  static let radius = 6371.0088

  /// The point of longitude and latitude in degrees, in kilometres from the earth's centre.
  static func point(_ coordinate: SIMD2<Double>) -> SIMD3<Double> {
    radius * SphereIndex.unitVector(coordinate)
  }

  @inline(__always) static func distance(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> Double {
    let difference = a - b
    return (difference * difference).sum().squareRoot()
  }
}
