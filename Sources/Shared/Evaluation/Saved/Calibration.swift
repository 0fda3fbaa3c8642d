package import Prediction
internal import Schemas

/// What bounds the estimates of a run's model, and says where it may speak: the models of its folds, what they
/// missed the regions by that they were not fitted to, and the features and labels of the regions that the model
/// learnt from.
package struct Calibration: Sendable {
  /// A region whose label a fold's model did not see.
  package struct Score: Sendable, Equatable {
    package let region: String
    /// The fold that held it, an index of `models`.
    package let fold: Int
    /// Label less prediction; NaN where the prediction is not a number.
    package let error: Double

    package init(region: String, fold: Int, error: Double) {
      self.region = region
      self.fold = fold
      self.error = error
    }
  }

  /// μ₋ₖ, of each fold that holds a region with a label.
  package let models: [any FittedPredictor]
  package let scores: [Score]
  package let applicability: ApplicabilityReference
  /// Of the regions of `applicability`, on the scale of predictions.
  package let labels: [Double]
  /// How hard each of `scores` was to predict, which its error is measured by in scaled bounds; nil without.
  package let scales: [Double]?

  package init(
    models: [any FittedPredictor], scores: [Score], applicability: ApplicabilityReference, labels: [Double],
    scales: [Double]? = nil
  ) {
    precondition(scores.allSatisfy { models.indices.contains($0.fold) }, "folds with a model")
    precondition(labels.count == applicability.training.ids.count, "a label of each training region")
    precondition(scales?.count ?? scores.count == scores.count, "a scale of each score")
    self.models = models
    self.scores = scores
    self.applicability = applicability
    self.labels = labels
    self.scales = scales
  }

  /// - Parameter isScaled: whether scores are scaled locally; asks for `scales`.
  package func conformal(isScaled: Bool = false) -> CrossConformal {
    CrossConformal(
      residuals: scores.indices.map { abs(scores[$0].error) / (isScaled ? scales?[$0] ?? 1 : 1) },
      folds: scores.map(\.fold), foldCount: models.count)
  }

  /// σ₋ₖ of regions.
  package var localScale: LocalScale {
    let folds = Dictionary(scores.map { ($0.region, $0.fold) }) { first, _ in first }
    let training = applicability.training
    return LocalScale(
      training: training, labels: labels, folds: training.ids.map { folds[$0] ?? -1 },
      foldCount: models.count)
  }

  /// Bounds of the labels of regions that no fold holds.
  package func bounds(_ inputs: PredictorInputs, level: Double, isScaled: Bool = false)
    -> [PredictionInterval]
  {
    guard !models.isEmpty else { return [PredictionInterval](repeating: .unbounded, count: inputs.count) }
    return conformal(isScaled: isScaled).intervals(
      models.map { $0.predictions(inputs) },
      scales: isScaled && scales != nil ? localScale.scales(of: inputs.features) : nil, level: level)
  }

  /// How far bounds of the labels of `scores` reach to either side of what the fold's model says of each.
  package func ownMargins(level: Double, isScaled: Bool = false) -> [Double] {
    let margins = conformal(isScaled: isScaled).ownMargins(level: level)
    return scores.indices.map { margins[scores[$0].fold] * (isScaled ? scales?[$0] ?? 1 : 1) }
  }
}
