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

  /// How the second city alone is divided: all of it is test.
  package var plan: EvaluationPlan {
    .fixed(Fold(train: [], validation: [], test: Array(0..<targets)))
  }

  /// - Parameter tasks: on the regions of both cities, one city after the other.
  /// - Returns: their results on the second city.
  package func run(
    _ tasks: [Evaluation.Task], seeds: [UInt64], progress: (Int) -> ProgressLine? = { _ in nil }
  ) throws -> [Evaluation.Result] {
    let both = EvaluationPlan.transfer(source, sources: sources, targets: targets)
    return try Evaluation(plan: both, seeds: seeds).run(tasks, progress: progress).map { result in
      Evaluation.Result(
        label: result.label, indicator: result.indicator, values: Array(result.values[sources...]),
        transform: result.transform,
        scores: result.scores.map { $0.filter { $0.key == .test } },
        predictions: result.predictions.map { Array($0[sources...]) })
    }
  }
}
