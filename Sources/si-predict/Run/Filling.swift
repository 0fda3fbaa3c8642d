internal import Evaluation
internal import Logging
internal import Prediction
internal import Tooling

/// Every model's estimates of the regions, and what estimates those of other cities.
struct Filling {
  private let tasks: [ModelTask]
  private let filled: [FilledResult]
  private let settings: EstimateSettings
  /// Of the regions, by each model.
  private(set) var estimates: [RegionEstimates]

  /// - Parameter models: of each task, fitted to all that may train.
  init(
    _ tasks: [ModelTask], _ outcome: [Evaluation.Result], _ models: [CalibratedModel],
    _ evaluation: Evaluation, _ settings: EstimateSettings
  ) {
    self.tasks = tasks
    self.settings = settings
    filled = evaluation.fill(tasks.map(\.task), outcome, models: models, settings)
    estimates = filled.map(\.estimates)
  }

  /// With predictions of regions that have no label.
  var results: [Evaluation.Result] { filled.map(\.result) }

  /// Makes estimates add up to totals.
  /// - Throws: `Failure` (EX_DATAERR) where no factor does.
  mutating func scale(to totals: KnownTotals, _ ids: [String]) throws {
    estimates = try zip(estimates, tasks).map {
      try totals.scale($0, ids, values: $1.task.values)
    }
  }

  /// The models of all tasks that fit one of their own.
  var models: [SavedModel] {
    zip(tasks, filled).filter { !$0.0.isApplied }.map { $0.saved($1.estimator.runs) }
  }

  /// Says what bounds and estimates are worth.
  func explain(_ context: Context) {
    for one in filled {
      let (estimates, name) = (one.estimates, "\(one.estimates.indicator) by \(one.estimates.label)")
      if let reason = one.estimator.shortfall(level: settings.level) {
        context.log.notice("\(name): infinite bounds: \(reason)")
      }
      let seen = estimates.regions.count { $0?.kind == .inSample }
      if seen > 0, !estimates.regions.contains(where: { $0?.kind == .outOfFold }) {
        context.log.notice(
          "\(name): all regions with a label (\(seen)) were learnt from, so nothing is scored and no error is known"
        )
      }
      let new = estimates.regions.compactMap { $0 }.filter { $0.kind == .filled }
      let outside = new.count { estimates.isApplicable($0) == false }
      if outside > 0 {
        context.log.notice(
          "\(name): \(outside) of \(new.count) filled regions are unlike all that it learnt from (outside its area of applicability)"
        )
      }
    }
  }

  /// Estimates of the regions of another city.
  /// - Parameters:
  ///   - label: of the result here.
  ///   - name: of the result there.
  ///   - inputs: the regions with the features of each replicate.
  func estimates(
    _ label: String, _ indicator: String, called name: String, _ inputs: [PredictorInputs]
  ) -> RegionEstimates? {
    let found = filled.first { $0.estimates.label == label && $0.estimates.indicator == indicator }
    guard var estimates = found?.estimator.estimates(inputs, settings) else { return nil }
    estimates.label = name
    return estimates
  }
}

extension ModelTask {
  /// The task's model for a file.
  func saved(_ runs: [SavedModel.Run]) -> SavedModel {
    SavedModel(
      label: task.label, indicator: task.indicator, kind: kind, features: features,
      replicates: task.replicates.count, transform: task.transform, runs: runs)
  }
}
