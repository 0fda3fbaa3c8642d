internal import Prediction
package import Support
internal import Tables

/// Models fitted on the regions of one city and judged on all regions of another.
package struct Transfer: Sendable {
  /// How the first city is divided: a fixed split fits on its training part; in cross-validation all regions
  /// fit, but for the share that stops training.
  package let source: EvaluationPlan
  /// Regions of the first city, whose rows come before those of the second.
  package let sources: Int
  package let targets: Int

  package init(source: EvaluationPlan, sources: Int, targets: Int) {
    self.source = source
    self.sources = sources
    self.targets = targets
  }

  /// - Parameter tasks: on the regions of both cities, one city after the other.
  /// - Returns: the tasks and their results on the second city, all of it test.
  package func run(
    _ tasks: [Evaluation.Task], seeds: [UInt64], progress: (Int) -> ProgressLine? = { _ in nil }
  )
    throws -> (plan: EvaluationPlan, tasks: [Evaluation.Task], results: [Evaluation.Result])
  {
    let plan = EvaluationPlan.transfer(source, sources: sources, targets: targets)
    let results = try Evaluation(plan: plan, seeds: seeds).run(tasks, progress: progress)
    return (
      .fixed(Fold(train: [], validation: [], test: Array(0..<targets))),
      tasks.map { task in
        Evaluation.Task(
          label: task.label, indicator: task.indicator, values: Array(task.values[sources...]),
          replicates: task.replicates)
      },
      results.map { result in
        Evaluation.Result(
          scores: result.scores.map { $0.filter { $0.key == .test } },
          predictions: result.predictions.map { Array($0[sources...]) })
      }
    )
  }
}
