internal import Prediction
package import Support

extension Evaluation {
  /// The models of tasks for regions beyond the plan's, fitted in parallel.
  ///
  /// Each is fitted to all that may train it (`EvaluationPlan.fittingFold`). With a fixed split that is the
  /// model that its scores judge; the models of folds serve their scores alone.
  /// - Parameter progress: makes the progress line for a number of fits.
  /// - Returns: for each task, in their order, the runs that can differ.
  package func models(_ tasks: [Task], progress: (Int) -> ProgressLine? = { _ in nil }) throws
    -> [[SavedModel.Run]]
  {
    let jobs = tasks.indices.flatMap { task in
      (0..<differingRuns(tasks[task])).map { (task: task, run: $0) }
    }
    let progress = progress(jobs.count)
    defer { progress?.finish() }
    let runs = try Parallel.tryMap(jobs.count) { index in
      let (task, run) = jobs[index]
      let model = try tasks[task].fit(
        run: run, plan.fittingFold(seed: seeds[run]), seed: seeds[run], item: 0)
      progress?.advance()
      return SavedModel.Run(seed: seeds[run], replicate: run % tasks[task].replicates.count, model: model)
    }
    let byTask = Dictionary(grouping: jobs.indices) { jobs[$0].task }
    return tasks.indices.map { task in (byTask[task] ?? []).map { runs[$0] } }
  }

  private func differingRuns(_ task: Task) -> Int {
    let isRandom = task.replicates.contains { replicate in
      let usesFold = plan.dependsOnSeed && replicate.predictor.validation != .none
      return replicate.predictor.dependsOnSeed || usesFold
    }
    return isRandom ? seeds.count : min(seeds.count, task.replicates.count)
  }
}
