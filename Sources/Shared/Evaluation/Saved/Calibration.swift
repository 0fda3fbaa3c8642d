package import Prediction
internal import Schemas

/// What bounds the estimates of a run's model, and says where it may speak: the models of its folds, what they
/// missed the regions by that they were not fitted to, and the features of the regions that the model learnt from.
package struct Calibration: Sendable {
  /// A region whose label a fold's model did not see.
  package struct Score: Sendable, Equatable {
    package let region: String
    /// The fold that held it, an index of `models`.
    package let fold: Int
    /// |label − prediction|; infinite where the prediction is not a number.
    package let residual: Double

    package init(region: String, fold: Int, residual: Double) {
      self.region = region
      self.fold = fold
      self.residual = residual.isNaN ? .infinity : residual
    }
  }

  /// μ₋ₖ, of each fold that holds a region with a label.
  package let models: [any FittedPredictor]
  package let scores: [Score]
  package let applicability: ApplicabilityReference

  package init(models: [any FittedPredictor], scores: [Score], applicability: ApplicabilityReference) {
    precondition(scores.allSatisfy { models.indices.contains($0.fold) }, "folds with a model")
    self.models = models
    self.scores = scores
    self.applicability = applicability
  }

  package var conformal: CrossConformal {
    CrossConformal(
      residuals: scores.map(\.residual), folds: scores.map(\.fold), foldCount: models.count)
  }

  /// Bounds of the labels of regions that no fold holds.
  package func bounds(_ inputs: PredictorInputs, level: Double) -> [PredictionInterval] {
    guard !models.isEmpty else { return [PredictionInterval](repeating: .unbounded, count: inputs.count) }
    return conformal.intervals(models.map { $0.predictions(inputs) }, level: level)
  }
}
