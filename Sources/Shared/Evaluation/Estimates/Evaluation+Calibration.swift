internal import Prediction
internal import Schemas
package import Support

/// A task's models for regions beyond the plan's, with what bounds their estimates.
package struct CalibratedModel: Sendable {
  /// A run for each of the evaluation that can differ.
  package let runs: [SavedModel.Run]
  /// The dissimilarity index of rows that the models were fitted to, as other folds see them: the mean over the runs.
  let dissimilarities: [Int: Double]
}

extension Evaluation {
  /// The models of tasks for regions beyond the plan's (`models`), and how far the models of folds missed.
  /// - Parameters:
  ///   - results: of `tasks`, with the models of their folds.
  ///   - isScaled: whether bounds may be scaled locally.
  /// - Returns: one for each task, in their order.
  package func calibratedModels(
    _ tasks: [Task], _ results: [Result], isScaled: Bool,
    progress: (Int) -> ProgressLine? = { _ in nil }
  ) throws -> [CalibratedModel] {
    let models = try models(tasks, progress: progress)
    let jobs = tasks.indices.flatMap { task in results[task].folds.indices.map { (task: task, run: $0) } }
    let all = try Parallel.tryMap(jobs.count) { index in
      let (task, run) = jobs[index]
      // A model without chance is the same in every run; its folds are not.
      let own = models[task][run % models[task].count]
      let rows = tasks[task].known(plan.fittingFold(seed: seeds[run])).refitted.train
      let (calibration, indices) = Calibration.fitted(
        tasks[task], results[task], run: run, model: own, rows: rows, isScaled: isScaled)
      return (
        run: SavedModel.Run(
          seed: seeds[run], replicate: own.replicate, model: own.model, calibration: calibration),
        indices: zip(rows, indices).map { (row: $0, index: $1) }
      )
    }
    let byTask = Dictionary(grouping: jobs.indices) { jobs[$0].task }
    return tasks.indices.map { task in
      let own = (byTask[task] ?? []).map { all[$0] }
      let indices = Dictionary(grouping: own.flatMap(\.indices), by: \.row)
      return CalibratedModel(
        runs: own.map(\.run),
        dissimilarities: indices.mapValues { $0.reduce(0) { $0 + $1.index } / Double($0.count) })
    }
  }
}

extension Calibration {
  /// What the folds of a run say of a model.
  /// - Parameter rows: that the model was fitted to.
  /// - Returns: also the dissimilarity index of these rows.
  fileprivate static func fitted(
    _ task: Evaluation.Task, _ result: Evaluation.Result, run: Int, model: SavedModel.Run, rows: [Int],
    isScaled: Bool
  ) -> (calibration: Calibration, indices: [Double]) {
    let features = task.replicates[model.replicate].inputs.features
    let labels = task.values.map { task.transform($0) }
    let folds = result.folds[run].filter { !$0.test.isEmpty }
    let tested = folds.enumerated().flatMap { number, fold in fold.test.map { (row: $0, fold: number) } }
    let foldOfRow = Dictionary(tested.map { ($0.row, $0.fold) }) { first, _ in first }
    let (applicability, indices) = ApplicabilityReference.fitted(
      to: features.selecting(rows.map { features.ids[$0] }), folds: rows.map { foldOfRow[$0] ?? -1 },
      weights: model.model.featureWeights(dimension: features.dimension))
    let scores = tested.map { row, fold in
      Score(region: features.ids[row], fold: fold, error: labels[row] - result.predictions[run][row])
    }
    func calibration(_ scales: [Double]?) -> Calibration {
      Calibration(
        models: folds.map(\.model), scores: scores, applicability: applicability,
        labels: rows.map { labels[$0] }, scales: scales)
    }
    guard isScaled else { return (calibration(nil), indices) }
    let scales = calibration(nil).localScale.scales(of: features.selecting(scores.map(\.region)))
    return (calibration(scores.indices.map { scales[scores[$0].fold][$0] }), indices)
  }
}
