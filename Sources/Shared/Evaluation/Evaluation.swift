internal import Foundation
package import Prediction
package import Support
package import Tables

/// Runs models on indicators over seeds and folds.
package struct Evaluation: Sendable {
  /// One model to be judged on one indicator.
  package struct Task: Sendable {
    /// The name that results carry, such as `tucker+ridge`.
    package let label: String
    package let indicator: String
    /// The indicator of every region; NaN where it is unknown and the region is left out.
    package let values: [Double]
    /// Run i takes regressor i modulo their number: models of the same features trained otherwise.
    package let replicates: [any Regressor]

    package init(label: String, indicator: String, values: [Double], replicates: [any Regressor]) {
      precondition(!replicates.isEmpty, "a regressor")
      self.label = label
      self.indicator = indicator
      self.values = values
      self.replicates = replicates
    }

    package init(label: String, indicator: String, values: [Double], regressor: any Regressor) {
      self.init(label: label, indicator: indicator, values: values, replicates: [regressor])
    }

    func regressor(run: Int) -> any Regressor { replicates[run % replicates.count] }
  }

  /// Predictions of ln(1 + y) of one task.
  package struct Result: Sendable {
    /// For each seed, the scores of each part, pooled over the folds.
    package let scores: [[Part: ScoresOnBothScales]]
    /// For each seed, the prediction of every region: by the fold that tests it, or, with one fold, by
    /// that fold's model. NaN where the region's indicator is unknown or no fold holds it.
    package let predictions: [[Double]]
  }

  package let plan: EvaluationPlan
  package let seeds: [UInt64]

  package init(plan: EvaluationPlan, seeds: [UInt64]) {
    self.plan = plan
    self.seeds = seeds
  }

  /// Runs every (task, seed, fold) in parallel; the result does not depend on the number of threads.
  /// - Parameter progress: makes the progress line for a number of runs.
  package func run(_ tasks: [Task], progress: (Int) -> ProgressLine? = { _ in nil }) throws -> [Result] {
    let folds = seeds.map { plan.folds(seed: $0) }
    // A replicate without chance is the same for each seed: run it once.
    let jobs = tasks.indices.flatMap { task -> [Job] in
      let replicates = tasks[task].replicates
      let random = plan.dependsOnSeed || replicates.contains(where: \.dependsOnSeed)
      return seeds.indices.prefix(random ? seeds.count : replicates.count).flatMap { seed in
        folds[seed].indices.map { Job(task: task, seed: seed, fold: $0) }
      }
    }
    let progress = progress(jobs.count)
    defer { progress?.finish() }
    var outputs = [[Double]](repeating: [], count: jobs.count)
    try outputs.withUnsafeMutableBufferPointer { buffer in
      let slots = Unchecked(buffer)
      try Parallel.tryForEach(jobs.count) { index in
        let job = jobs[index]
        slots.value[index] = try predict(
          tasks[job.task], run: job.seed, folds[job.seed][job.fold], item: UInt64(job.fold))
        progress?.advance()
      }
    }
    let byTask = Dictionary(grouping: jobs.indices) { jobs[$0].task }
    return tasks.indices.map { task in
      let bySeed = Dictionary(grouping: byTask[task] ?? []) { jobs[$0].seed }
      let runs = bySeed.keys.sorted().map { seed in
        pool(tasks[task], zip(folds[seed], (bySeed[seed] ?? []).map { outputs[$0] }).map { ($0, $1) })
      }
      let all = seeds.indices.map { runs[$0 % runs.count] }
      return Result(scores: all.map(\.scores), predictions: all.map(\.predictions))
    }
  }

  private struct Job {
    let task: Int
    let seed: Int
    let fold: Int
  }

  private func known(_ task: Task, _ fold: Fold) -> Fold { fold.filter { !task.values[$0].isNaN } }

  private func predict(_ task: Task, run: Int, _ fold: Fold, item: UInt64) throws -> [Double] {
    let regressor = task.regressor(run: run)
    var fold = known(task, fold)
    // In cross-validation the validation regions were set apart for those who need them only.
    if fold.refitsWithValidation && !regressor.usesValidation { fold = fold.refitted }
    guard !fold.train.isEmpty else {
      throw Failure.data(nil, "no region is left to train \(task.label) on \(task.indicator)")
    }
    guard !regressor.usesValidation || fold.validation.count > 1 else {
      throw Failure.data(
        nil,
        "\(task.label) on \(task.indicator) needs at least two validation regions to stop or choose by, not \(fold.validation.count)"
      )
    }
    return try regressor.predictions(
      trainedOn: fold, labels: task.values.map { log1p($0) }, seed: seeds[run], item: item)
  }

  private func pool(_ task: Task, _ runs: [(fold: Fold, output: [Double])]) -> (
    scores: [Part: ScoresOnBothScales], predictions: [Double]
  ) {
    var scores: [Part: ScoresOnBothScales] = [:]
    for part in Part.allCases {
      var values: [Double] = []
      var predictions: [Double] = []
      for run in runs {
        let rows = part.rows(of: known(task, run.fold))
        values += rows.map { task.values[$0] }
        predictions += rows.map { run.output[$0] }
      }
      if !values.isEmpty { scores[part] = ScoresOnBothScales(values: values, predictions: predictions) }
    }
    var all = [Double](repeating: .nan, count: task.values.count)
    for run in runs {
      let fold = known(task, run.fold)
      for row in runs.count == 1 ? fold.train + fold.validation + fold.test : fold.test {
        all[row] = run.output[row]
      }
    }
    return (scores, all)
  }
}

/// Scores of predictions of ln(1 + y), on that scale and on the indicator's own.
package struct ScoresOnBothScales: Sendable {
  package let logarithmic: RegressionScores
  package let raw: RegressionScores

  /// - Parameters:
  ///   - values: the indicator.
  ///   - predictions: of ln(1 + indicator).
  package init(values: [Double], predictions: [Double]) {
    logarithmic = RegressionScores(labels: values.map { log1p($0) }, predictions: predictions)
    raw = RegressionScores(labels: values, predictions: predictions.map { expm1($0) })
  }
}
