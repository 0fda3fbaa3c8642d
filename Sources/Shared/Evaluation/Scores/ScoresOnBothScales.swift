package import Prediction

/// Scores of predictions of ln(1 + y), on that scale and on the indicator's own.
package struct ScoresOnBothScales: Sendable {
  package let logarithmic: RegressionScores
  package let raw: RegressionScores

  /// - Parameters:
  ///   - values: the indicator.
  ///   - predictions: of ln(1 + indicator).
  package init(values: [Double], predictions: [Double]) {
    let scale = LabelTransform.log1p
    logarithmic = RegressionScores(labels: values.map { scale($0) }, predictions: predictions)
    raw = RegressionScores(labels: values, predictions: predictions.map { scale.inverse($0) })
  }
}
