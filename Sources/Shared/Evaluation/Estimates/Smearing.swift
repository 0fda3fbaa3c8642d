internal import Prediction
internal import Support

/// The mean of an indicator where its label is predicted, by the errors that labels of others had: the mean of the
/// inverse of prediction plus error (Duan 1983, *Smearing Estimate: A Nonparametric Retransformation Method*,
/// Journal of the American Statistical Association 78:605). Errors here are out-of-fold.
struct Smearing: Sendable {
  private let transform: LabelTransform
  private let errors: [Double]
  /// The mean of e^error and of the error, for scales on which that is all that counts.
  private let meanFactor: Double
  private let meanError: Double

  /// - Parameter errors: y − ŷ on the scale of labels; without any the mean is the median.
  init(_ errors: [Double], _ transform: LabelTransform) {
    self.transform = transform
    self.errors = errors.isEmpty ? [0] : errors
    let count = Double(self.errors.count)
    meanFactor = self.errors.reduce(0) { $0 + Elementary.exp($1) } / count
    meanError = self.errors.reduce(0, +) / count
  }

  /// The mean of the indicator, on its own scale.
  func callAsFunction(_ label: Double) -> Double {
    switch transform {
    case .log1p: Elementary.exp(label) * meanFactor - 1
    case .identity: label + meanError
    case .logit, .sqrt: errors.reduce(0) { $0 + transform.inverse(label + $1) } / Double(errors.count)
    }
  }
}
