internal import Prediction
package import Support

/// Runs models on indicators over seeds and folds.
package struct Evaluation: Sendable {
  package let plan: EvaluationPlan
  package let seeds: [UInt64]

  package init(plan: EvaluationPlan, seeds: [UInt64]) {
    self.plan = plan
    self.seeds = seeds
  }

  /// Runs every (task, seed, fold) in parallel; the result does not depend on the number of threads.
  /// - Parameters:
  ///   - keepsModels: whether results hold the models of their folds, for regions beyond the plan's. A fold that
  ///     leaves no labelled region to train on is then passed over, instead of failing.
  ///   - progress: makes the progress line for a number of runs.
  /// - Returns: a result for each task, in their order.
  package func run(
    _ tasks: [Task], keepsModels: Bool = false, progress: (Int) -> ProgressLine? = { _ in nil }
  ) throws -> [Result] {
    let folds = seeds.map { plan.folds(seed: $0) }
    // A replicate without chance is the same for each seed: run it once.
    let jobs = tasks.indices.flatMap { task -> [Job] in
      let replicates = tasks[task].replicates
      let random = replicates.contains { replicate in
        replicate.predictor.dependsOnSeed || plan.dependsOnSeed(replicate.predictor.validation)
      }
      return seeds.indices.prefix(random ? seeds.count : replicates.count).flatMap { seed in
        folds[seed].indices.map { Job(task: task, seed: seed, fold: $0) }
      }
    }
    let progress = progress(jobs.count)
    defer { progress?.finish() }
    let outputs = try Parallel.tryMap(jobs.count) { index in
      let job = jobs[index]
      let output = try tasks[job.task].output(
        run: job.seed, folds[job.seed][job.fold], seed: seeds[job.seed], item: UInt64(job.fold),
        keepsModel: keepsModels)
      progress?.advance()
      return output
    }
    let byTask = Dictionary(grouping: jobs.indices) { jobs[$0].task }
    return tasks.indices.map { task in
      let bySeed = Dictionary(grouping: byTask[task] ?? []) { jobs[$0].seed }
      let runs = bySeed.keys.sorted().map { seed in
        (bySeed[seed] ?? []).compactMap { outputs[$0] }
      }
      return Result(tasks[task], runs: runs, plan, seeds: seeds.count)
    }
  }

  private struct Job {
    let task: Int
    let seed: Int
    let fold: Int
  }
}
