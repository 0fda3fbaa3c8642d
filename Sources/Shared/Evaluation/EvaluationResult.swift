package import Prediction
package import Tables

extension Evaluation {
  /// Predictions of one task, on the scale that its models are fitted on.
  package struct Result: Sendable {
    package let label: String
    package let indicator: String
    /// The indicator of every region; NaN where it is unknown.
    package let values: [Double]
    package let transform: LabelTransform
    /// For each seed, the scores of each part, pooled over the folds.
    package let scores: [[Part: ScoresOnBothScales]]
    /// For each seed, the prediction of every region: by the fold that tests it, or, with one fold, by
    /// that fold's model. NaN where the region's indicator is unknown or no fold holds it.
    package let predictions: [[Double]]
    /// The models of the folds of each run that can differ, where they were to be kept.
    package let folds: [[FittedFold]]

    init(
      label: String, indicator: String, values: [Double], transform: LabelTransform,
      scores: [[Part: ScoresOnBothScales]], predictions: [[Double]], folds: [[FittedFold]] = []
    ) {
      self.label = label
      self.indicator = indicator
      self.values = values
      self.transform = transform
      self.scores = scores
      self.predictions = predictions
      self.folds = folds
    }

    /// - Parameters:
    ///   - runs: the folds of each run with what their models say of every region, those that could be fitted;
    ///     they stand in turn for all `seeds`.
    ///   - plan: that the folds are of.
    init(_ task: Task, runs: [[FoldOutput]], _ plan: EvaluationPlan, seeds: Int) {
      let scores = runs.map { Self.scores(task, $0) }
      let predictions = runs.map { Self.predictions(task.values.count, $0, plan) }
      self.init(
        label: task.label, indicator: task.indicator, values: task.values, transform: task.transform,
        scores: (0..<seeds).map { scores[$0 % runs.count] },
        predictions: (0..<seeds).map { predictions[$0 % runs.count] },
        folds: runs.map { $0.compactMap(\.fitted) })
    }

    private static func scores(_ task: Task, _ folds: [FoldOutput]) -> [Part:
      ScoresOnBothScales]
    {
      var scores: [Part: ScoresOnBothScales] = [:]
      for part in Part.allCases {
        var values: [Double] = []
        var predictions: [Double] = []
        for output in folds {
          let rows = part.rows(of: output.fold)
          values += rows.map { task.values[$0] }
          predictions += rows.map { output.predictions[$0] }
        }
        if !values.isEmpty {
          scores[part] = ScoresOnBothScales(
            values: values, predictions: predictions, transform: task.transform)
        }
      }
      return scores
    }

    /// The predictions that count of each region: those of another city count without labels too.
    private static func predictions(_ count: Int, _ folds: [FoldOutput], _ plan: EvaluationPlan) -> [Double] {
      var all = [Double](repeating: .nan, count: count)
      for output in folds {
        for row in rows(output, plan) {
          all[row] = output.predictions[row]
        }
      }
      return all
    }

    private static func rows(_ output: FoldOutput, _ plan: EvaluationPlan) -> [Int] {
      switch plan {
      case .fixed: output.fold.train + output.fold.validation + output.fold.test
      case .crossValidation: output.fold.test
      case .transfer: output.fold.train + output.fold.validation + output.drawn.test
      case .buffered(let plan, _): rows(output, plan)
      }
    }
  }
}
