package import Prediction
internal import Schemas
internal import Support

/// A model of an indicator with what its out-of-fold errors say of regions without a label.
///
/// The estimate of a region is that of the models fitted to all labelled regions: the mean of their predictions over
/// the runs that can differ, taken back to the indicator's scale. Its interval is that of the folds' models: the union
/// over the runs of the evaluation, stretched to hold the estimate where that lies outside.
package struct Estimator: Sendable {
  package let label: String
  package let indicator: String
  package let transform: LabelTransform
  /// Fitted to all that may train, a model for each run that can differ.
  package let models: [SavedModel.Run]
  /// Of each run of the evaluation that can differ and has folds with regions to judge.
  package let calibrations: [FoldCalibration]
  /// y − ŷ of the labelled regions, ŷ being the mean of a region's out-of-fold predictions, on the scale of labels.
  package let errors: [Double]
  /// Where each of `models` may speak; empty for models without features.
  package let references: [ApplicabilityReference]

  package init(
    label: String, indicator: String, transform: LabelTransform, models: [SavedModel.Run],
    calibrations: [FoldCalibration], errors: [Double], references: [ApplicabilityReference]
  ) {
    precondition(!models.isEmpty && (references.isEmpty || references.count == models.count), "models")
    self.label = label
    self.indicator = indicator
    self.transform = transform
    self.models = models
    self.calibrations = calibrations
    self.errors = errors
    self.references = references
  }

  /// Estimates of regions whose labels no model saw.
  /// - Parameter inputs: the regions with the features of each replicate.
  package func estimates(_ inputs: [PredictorInputs], _ settings: EstimateSettings) -> RegionEstimates {
    estimates(
      labels: mean(predictions(inputs)),
      intervals: union(calibrations.map { $0.intervals(inputs, level: settings.level) }),
      dissimilarities: dissimilarities(inputs), settings)
  }

  /// The prediction of each region's label by each of `models`.
  package func predictions(_ inputs: [PredictorInputs]) -> [[Double]] {
    models.map { $0.model.predictions(inputs[$0.replicate]) }
  }

  /// Estimates whose kind is `filled`, from labels and intervals on the scale of predictions.
  func estimates(
    labels: [Double], intervals: [PredictionInterval]?, dissimilarities: [Double]?,
    _ settings: EstimateSettings
  ) -> RegionEstimates {
    let smearing = Smearing(errors, transform)
    let regions = labels.indices.map { row in
      let label = labels[row]
      let value = settings.statistic == .median ? transform.inverse(label) : smearing(label)
      let interval = (intervals?[row] ?? .unbounded).taken(back: transform)
      return RegionEstimate(
        .filled, value: value, interval: interval.stretched(to: value), dissimilarity: dissimilarities?[row])
    }
    return RegionEstimates(
      label: label, indicator: indicator, transform: transform, settings: settings, threshold: threshold,
      regions: regions)
  }

  /// The greatest dissimilarity index that is inside the area of applicability: the mean over the models.
  package var threshold: Double? {
    references.isEmpty ? nil : references.reduce(0) { $0 + $1.threshold } / Double(references.count)
  }

  /// The dissimilarity index of each region, the mean over the models; nil for models without features.
  func dissimilarities(_ inputs: [PredictorInputs]) -> [Double]? {
    guard !references.isEmpty else { return nil }
    return mean(zip(models, references).map { $1.indices(of: inputs[$0.replicate].features) })
  }

  /// Why bounds are infinite at a level, in words; nil where none is.
  package func shortfall(level: Double) -> String? {
    guard !calibrations.isEmpty else {
      return CrossConformal(residuals: [], folds: [], foldCount: 1).shortfall(level: level)
    }
    return calibrations.lazy.compactMap { $0.conformal.shortfall(level: level) }.first
  }

  func union(_ runs: [[PredictionInterval]]) -> [PredictionInterval]? {
    guard let first = runs.first else { return nil }
    return first.indices.map { row in PredictionInterval.union(runs.map { $0[row] }) }
  }
}

/// The mean over runs of each region's value, without runs that have none.
func mean(_ runs: [[Double]]) -> [Double] {
  guard let first = runs.first else { return [] }
  return first.indices.map { row in
    let values = runs.map { $0[row] }.filter { !$0.isNaN }
    return values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count)
  }
}

extension PredictionInterval {
  /// On the scale of the indicator. What nothing bounds stays so, also where the indicator has bounds of its own.
  func taken(back transform: LabelTransform) -> PredictionInterval {
    mapped { $0.isFinite ? transform.inverse($0) : $0 }
  }

  /// The least interval that holds a value too.
  func stretched(to value: Double) -> PredictionInterval {
    PredictionInterval(low: min(low, value), high: max(high, value))
  }
}
