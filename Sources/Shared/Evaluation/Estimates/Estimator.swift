package import Prediction
internal import Schemas

/// A model of an indicator with what bounds its estimates, for regions whose labels it did not see.
///
/// The estimate of a region is that of the models fitted to all that may train: the mean of their predictions over
/// the runs, taken back to the indicator's scale. Its interval is that of the folds' models: the union over the runs,
/// stretched to hold the estimate where that lies outside.
package struct Estimator: Sendable {
  package let label: String
  package let indicator: String
  package let transform: LabelTransform
  package let runs: [SavedModel.Run]

  package init(label: String, indicator: String, transform: LabelTransform, runs: [SavedModel.Run]) {
    precondition(!runs.isEmpty, "a run")
    self.label = label
    self.indicator = indicator
    self.transform = transform
    self.runs = runs
  }

  /// - Parameter inputs: the regions with the features of each replicate.
  package func estimates(_ inputs: [PredictorInputs], _ settings: EstimateSettings) -> RegionEstimates {
    let bounds = runs.map { run in
      run.calibration?.bounds(inputs[run.replicate], level: settings.level, isScaled: settings.isScaled)
    }
    let indices = references.map { reference, replicate in
      reference.indices(of: inputs[replicate].features)
    }
    return estimates(
      labels: mean(predictions(inputs)), settings,
      intervals: inputs[0].features.ids.indices.map { row in
        PredictionInterval.union(bounds.map { $0?[row] ?? .unbounded })
      }, dissimilarities: indices.isEmpty ? nil : mean(indices))
  }

  /// The prediction of each region's label by each run.
  package func predictions(_ inputs: [PredictorInputs]) -> [[Double]] {
    runs.map { $0.model.predictions(inputs[$0.replicate]) }
  }

  /// Estimates of kind `filled` from what is on the scale of predictions.
  func estimates(
    labels: [Double], _ settings: EstimateSettings, intervals: [PredictionInterval],
    dissimilarities: [Double]? = nil
  ) -> RegionEstimates {
    let smearing = Smearing(errors, transform)
    let regions = labels.indices.map { row in
      let value = settings.statistic == .median ? transform.inverse(labels[row]) : smearing(labels[row])
      let interval = intervals[row].taken(back: transform)
      return RegionEstimate(
        .filled, value: value, interval: interval.stretched(to: value), dissimilarity: dissimilarities?[row])
    }
    return RegionEstimates(
      label: label, indicator: indicator, transform: transform, settings: settings, threshold: threshold,
      regions: regions)
  }

  /// Label less prediction of each labelled region, the mean over the runs.
  var errors: [Double] {
    let scores = runs.flatMap { $0.calibration?.scores ?? [] }
    return Dictionary(grouping: scores, by: \.region).sorted { $0.key < $1.key }.map { _, scores in
      scores.reduce(0) { $0 + $1.error } / Double(scores.count)
    }
  }

  /// Where the run of each replicate may speak; none for models without features.
  private var references: [(reference: ApplicabilityReference, replicate: Int)] {
    runs.compactMap { run in
      guard let reference = run.calibration?.applicability, reference.training.dimension > 0 else {
        return nil
      }
      return (reference, run.replicate)
    }
  }

  /// The greatest dissimilarity index inside the area of applicability, the mean over the runs.
  var threshold: Double? {
    let references = references
    guard !references.isEmpty else { return nil }
    return references.reduce(0) { $0 + $1.reference.threshold } / Double(references.count)
  }

  /// Why bounds are infinite at a level, in words; nil where none is.
  package func shortfall(level: Double) -> String? {
    runs.lazy.compactMap { run in
      let conformal =
        run.calibration?.conformal() ?? CrossConformal(residuals: [], folds: [], foldCount: 1)
      return conformal.shortfall(level: level)
    }.first
  }
}

/// The mean over runs of each region's value; that value where all are equal.
private func mean(_ runs: [[Double]]) -> [Double] {
  guard let first = runs.first, runs.contains(where: { $0 != first }) else { return runs.first ?? [] }
  return first.indices.map { row in
    runs.allSatisfy { $0[row] == first[row] }
      ? first[row] : runs.reduce(0) { $0 + $1[row] } / Double(runs.count)
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
