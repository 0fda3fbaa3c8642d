internal import Prediction

/// A result with estimates of all its regions.
package struct FilledResult: Sendable {
  /// Scores as they were, and predictions of all regions that have features.
  package let result: Evaluation.Result
  package let estimates: RegionEstimates
  /// For regions elsewhere.
  package let estimator: Estimator
}

extension Evaluation {
  /// Estimates every region of results that hold the models of their folds.
  ///
  /// Labelled regions keep their out-of-fold predictions. Regions without a label, and those of no part of the
  /// plan, are predicted by models that are fitted to all that may train.
  /// - Parameter models: of each task, as `calibratedModels` fits them.
  package func fill(
    _ tasks: [Task], _ results: [Result], models: [CalibratedModel], _ settings: EstimateSettings
  ) -> [FilledResult] {
    tasks.indices.map { number in
      let fold = tasks[number].known(plan.fittingFold(seed: seeds.first ?? 0))
      return Filling(tasks[number], results[number], models[number], fitted: fold).filled(settings)
    }
  }
}

/// The regions of a task in their relation to its models.
private struct Filling {
  let task: Evaluation.Task
  let result: Evaluation.Result
  let estimator: Estimator
  /// What the models were fitted to.
  let fitted: Fold
  /// The dissimilarity index of rows that the models were fitted to, as other folds see them.
  let dissimilarities: [Int: Double]
  /// Of each row that folds left out: what each run's fold says of it, and how far bounds reach on either side.
  private var outOfFold: [Int: [(label: Double, run: Int, place: Int)]] = [:]

  init(
    _ task: Evaluation.Task, _ result: Evaluation.Result, _ model: CalibratedModel, fitted: Fold
  ) {
    estimator = Estimator(
      label: task.label, indicator: task.indicator, transform: task.transform, runs: model.runs)
    (self.task, self.result, self.fitted) = (task, result, fitted)
    dissimilarities = model.dissimilarities
    for (run, folds) in result.folds.enumerated() {
      for (place, row) in folds.flatMap(\.test).enumerated() {
        outOfFold[row, default: []].append((result.predictions[run][row], run, place))
      }
    }
  }

  func filled(_ settings: EstimateSettings) -> FilledResult {
    let inputs = task.replicates.indices.map { task.inputs(of: $0, trainedOn: fitted) }
    var estimates = estimator.estimates(inputs, settings)
    let own = ownEstimates(settings)
    let seen = Set(fitted.train + fitted.validation)
    for row in estimates.regions.indices {
      if let region = own[row] {
        estimates.regions[row]?.kind = .outOfFold
        estimates.regions[row]?.value = region.value
        estimates.regions[row]?.interval = region.interval
      } else if seen.contains(row) {
        estimates.regions[row]?.kind = .inSample
        estimates.regions[row]?.interval = nil
      }
      if estimates.threshold != nil, let index = dissimilarities[row] {
        estimates.regions[row]?.dissimilarity = index
      }
    }
    let predictions = estimator.predictions(inputs)
    let rows = estimates.regions.indices.filter { estimates.regions[$0]?.kind == .filled }
    return FilledResult(
      result: result.replacing(rows, by: predictions), estimates: estimates, estimator: estimator)
  }

  /// Estimates of the rows that folds left out, by what these say of them.
  private func ownEstimates(_ settings: EstimateSettings) -> [Int: RegionEstimate] {
    let margins = estimator.runs.map {
      $0.calibration?.ownMargins(level: settings.level, isScaled: settings.isScaled) ?? []
    }
    let rows = outOfFold.keys.sorted()
    let values = rows.map { outOfFold[$0] ?? [] }
    let estimates = estimator.estimates(
      labels: values.map { $0.reduce(0) { $0 + $1.label } / Double($0.count) }, settings,
      intervals: values.map { values in
        PredictionInterval.union(
          values.map { label, run, place in
            PredictionInterval(low: label - margins[run][place], high: label + margins[run][place])
          })
      })
    return Dictionary(zip(rows, estimates.regions.compactMap(\.self))) { first, _ in first }
  }
}

extension Evaluation.Result {
  /// The result with other predictions of some rows, by runs that stand in turn for all.
  fileprivate func replacing(_ rows: [Int], by runs: [[Double]]) -> Evaluation.Result {
    let predictions = predictions.enumerated().map { run, own in
      var own = own
      for row in rows { own[row] = runs[run % runs.count][row] }
      return own
    }
    return Evaluation.Result(
      label: label, indicator: indicator, values: values, transform: transform, scores: scores,
      predictions: predictions, folds: folds)
  }
}
