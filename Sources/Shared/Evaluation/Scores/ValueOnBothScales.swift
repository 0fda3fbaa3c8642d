package import Prediction

/// A number on the scale that models are fitted on, and on the indicator's own.
package struct ValueOnBothScales: Sendable, Equatable {
  package let transformed: Double
  package let raw: Double

  package init(transformed: Double, raw: Double) {
    self.transformed = transformed
    self.raw = raw
  }

  package init(transformed: Double, on scale: LabelTransform) {
    self.init(transformed: transformed, raw: scale.inverse(transformed))
  }

  /// - Parameter raw: a value that the scale takes.
  package init(raw: Double, on scale: LabelTransform) {
    self.init(transformed: scale(raw), raw: raw)
  }
}
