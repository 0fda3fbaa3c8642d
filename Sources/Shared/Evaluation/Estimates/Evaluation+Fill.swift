internal import Prediction
internal import Schemas

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
  /// - Parameter models: of each task, as `models` fits them.
  package func fill(
    _ tasks: [Task], _ results: [Result], models: [[SavedModel.Run]], _ settings: EstimateSettings
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
  /// The runs that have folds with regions to judge: their folds, and predictions of every row.
  let runs: [(calibration: FoldCalibration, predictions: [Double])]
  /// Rows that a fold left out.
  let tested: Set<Int>
  /// What the models of all that may train were fitted to.
  let fitted: Fold
  /// Mean prediction of each row by the folds that left it out; NaN without.
  let outOfFold: [Double]
  /// The dissimilarity index of rows that the models were fitted to, as regions of another fold see them.
  let dissimilarities: [Int: Double]

  init(
    _ task: Evaluation.Task, _ result: Evaluation.Result, _ models: [SavedModel.Run], fitted: Fold
  ) {
    let labels = task.values.map { task.transform($0) }
    let runs = result.folds.enumerated().compactMap { run, folds in
      let predictions = result.predictions[run]
      let calibration = FoldCalibration(folds, labels: labels, predictions: predictions)
      return calibration.foldOfRow.isEmpty ? nil : (calibration: calibration, predictions: predictions)
    }
    let outOfFold = mean(
      runs.map { calibration, predictions in
        predictions.indices.map { calibration.foldOfRow[$0] == nil ? .nan : predictions[$0] }
      })
    let tested = Set(runs.flatMap { $0.calibration.foldOfRow.keys })
    let (references, dissimilarities) = Self.references(task, models, runs.map(\.calibration), fitted)
    estimator = Estimator(
      label: task.label, indicator: task.indicator, transform: task.transform, models: models,
      calibrations: runs.map(\.calibration), errors: tested.sorted().map { labels[$0] - outOfFold[$0] },
      references: references)
    (self.task, self.result, self.runs, self.fitted) = (task, result, runs, fitted)
    (self.outOfFold, self.tested, self.dissimilarities) = (outOfFold, tested, dissimilarities)
  }

  /// Where each model may speak; none without features.
  private static func references(
    _ task: Evaluation.Task, _ models: [SavedModel.Run], _ calibrations: [FoldCalibration], _ fitted: Fold
  ) -> (references: [ApplicabilityReference], dissimilarities: [Int: Double]) {
    let dimension = task.replicates[0].inputs.features.dimension
    guard dimension > 0 else { return ([], [:]) }
    let rows = fitted.refitted.train
    let all = models.enumerated().map { number, run in
      let features = task.replicates[run.replicate].inputs.features
      let folds = calibrations.isEmpty ? [:] : calibrations[number % calibrations.count].foldOfRow
      return ApplicabilityReference.fitted(
        to: features.selecting(rows.map { features.ids[$0] }), folds: rows.map { folds[$0] ?? 0 },
        weights: run.model.featureWeights(dimension: dimension))
    }
    let indices = zip(rows, mean(all.map(\.indices)))
    return (all.map(\.reference), Dictionary(indices.map { ($0, $1) }) { first, _ in first })
  }

  func filled(_ settings: EstimateSettings) -> FilledResult {
    let inputs = task.replicates.indices.map { task.inputs(of: $0, trainedOn: fitted) }
    var estimates = estimator.estimates(inputs, settings)
    let own = estimator.estimates(
      labels: outOfFold, intervals: ownIntervals(settings.level), dissimilarities: nil, settings)
    let seen = Set(fitted.train + fitted.validation).subtracting(tested)
    for row in estimates.regions.indices {
      if tested.contains(row), let region = own.regions[row] {
        estimates.regions[row]?.kind = .outOfFold
        estimates.regions[row]?.value = region.value
        estimates.regions[row]?.interval = region.interval
      } else if seen.contains(row) {
        estimates.regions[row]?.kind = .inSample
        estimates.regions[row]?.interval = nil
      }
      if let index = dissimilarities[row] { estimates.regions[row]?.dissimilarity = index }
    }
    let predictions = estimator.predictions(inputs)
    let rows = task.values.indices.filter { !tested.contains($0) && !seen.contains($0) }
    return FilledResult(
      result: result.replacing(rows, by: predictions), estimates: estimates, estimator: estimator)
  }

  /// Of every row: the union over the runs that left it out.
  private func ownIntervals(_ level: Double) -> [PredictionInterval] {
    let all = runs.map { $0.calibration.ownIntervals($0.predictions, level: level) }
    return task.values.indices.map { row in PredictionInterval.union(all.compactMap { $0[row] }) }
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
