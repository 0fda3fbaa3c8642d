package import Prediction

/// Scores of predictions on the scale that models are fitted on, and on the indicator's own.
package struct ScoresOnBothScales: Sendable {
  package let transformed: RegressionScores
  package let raw: RegressionScores

  /// - Parameters:
  ///   - values: the indicator.
  ///   - predictions: of its labels.
  package init(values: [Double], predictions: [Double], transform: LabelTransform = .log1p) {
    self.init(
      truth: values.map { ValueOnBothScales(raw: $0, on: transform) },
      predictions: predictions.map { ValueOnBothScales(transformed: $0, on: transform) })
  }

  /// - Parameters:
  ///   - truth: what is known.
  ///   - predictions: as many.
  init(truth: [ValueOnBothScales], predictions: [ValueOnBothScales]) {
    transformed = RegressionScores(
      labels: truth.map(\.transformed), predictions: predictions.map(\.transformed))
    raw = RegressionScores(labels: truth.map(\.raw), predictions: predictions.map(\.raw))
  }
}
