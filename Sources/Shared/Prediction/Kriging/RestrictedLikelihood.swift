internal import Numerics
internal import Support

/// The restricted likelihood of a kriging model (Patterson & Thompson 1971; Harville 1977): that of y with
/// intercept b integrated out under a flat prior and weights w under their normal one, and the noise's
/// variance at its best.
///
/// With A the covariance of field and noise over σ², H = [1 X], Λ = diag(0, λ, …) with λ = D/γ, and
/// q = min over β of (y − Hβ)ᵀA⁻¹(y − Hβ) + βᵀΛβ,
/// −2 ln L = (n − 1) ln(q / (n − 1)) + ln |A| + ln |HᵀA⁻¹H + Λ| − D ln λ + constant:
/// by the determinant lemma that of the covariance σ²(A + γXXᵀ/D), without a matrix of it.
package struct RestrictedLikelihood {
  /// −ln L but for a constant, and its derivatives by the logarithms of the parameters.
  package typealias Value = (value: Double, gradient: [Double])

  let field: any FieldCovariance
  /// W = [1 X y], row-major; [1 y] where the linear part is in A.
  let design: [Double]
  /// Columns of X there.
  let rank: Int
  /// D.
  let dimension: Int

  private var freedom: Double { Double(field.count - 1) }

  /// The diagonal of Λ for columns of features.
  static func penalties(_ parameters: KrigingParameters, columns: Int, dimension: Int) -> [Double] {
    [0] + [Double](repeating: Double(dimension) / (parameters.features ?? 1), count: columns)
  }

  package func value(_ parameters: KrigingParameters) -> Double { evaluate(parameters, slopes: false).value }

  package func withGradient(_ parameters: KrigingParameters) -> Value { evaluate(parameters, slopes: true) }

  /// The best σ² of the noise beside the other parameters.
  package func noise(_ parameters: KrigingParameters) -> Double? {
    solution(parameters, slopes: false).map { $0.fit.squares / freedom }
  }

  private func solution(_ parameters: KrigingParameters, slopes: Bool) -> (
    moments: FieldMoments, fit: GeneralisedLeastSquares
  )? {
    guard let moments = field.moments(design, columns: rank + 2, parameters, slopes: slopes),
      let fit = GeneralisedLeastSquares(
        moments.product,
        penalties: Self.penalties(parameters, columns: rank, dimension: dimension)),
      fit.squares > 0
    else { return nil }
    return (moments, fit)
  }

  private func evaluate(_ parameters: KrigingParameters, slopes: Bool) -> Value {
    guard let (moments, fit) = solution(parameters, slopes: slopes) else { return (.infinity, []) }
    let penalty = Double(dimension) / (parameters.features ?? 1)
    let prior = rank > 0 ? Double(rank) * Elementary.log(penalty) : 0
    let determinants = moments.logDeterminant + fit.precision.logDeterminant - prior
    let value = (freedom * Elementary.log(fit.squares / freedom) + determinants) / 2
    guard slopes else { return (value, []) }

    let width = rank + 1
    let inverse = fit.precision.lowerInverse()
    let share = freedom / fit.squares
    // Of the residual y − Hβ.
    let residual = fit.coefficients.map { -$0 } + [1]
    var gradient = moments.slopes.map { slope in
      var squares = 0.0
      var trace = 0.0
      for row in 0...width {
        for column in 0...width {
          let product = slope.product[row * (width + 1) + column]
          squares += residual[row] * product * residual[column]
          guard max(row, column) < width else { continue }
          trace += inverse[max(row, column) * width + min(row, column)] * product
        }
      }
      return (share * squares + slope.logDeterminant + trace) / 2
    }
    if rank > 0 {
      var squares = 0.0
      var trace = 0.0
      for row in 1..<width {
        squares += fit.coefficients[row] * fit.coefficients[row] * penalty
        trace += inverse[row * width + row] * penalty
      }
      gradient.append((Double(rank) - share * squares - trace) / 2)
    }
    return (value, gradient)
  }
}
