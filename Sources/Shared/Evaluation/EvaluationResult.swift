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

    init(
      label: String, indicator: String, values: [Double], transform: LabelTransform,
      scores: [[Part: ScoresOnBothScales]], predictions: [[Double]]
    ) {
      self.label = label
      self.indicator = indicator
      self.values = values
      self.transform = transform
      self.scores = scores
      self.predictions = predictions
    }

    /// - Parameter runs: the folds of each run with what their models say of every region; they stand in
    ///   turn for all `seeds`.
    init(_ task: Task, runs: [[(fold: Fold, output: [Double])]], seeds: Int) {
      let runs = runs.map { run in run.map { (fold: task.known($0.fold), output: $0.output) } }
      let scores = runs.map { Self.scores(task, $0) }
      let predictions = runs.map { Self.predictions(task.values.count, $0) }
      self.init(
        label: task.label, indicator: task.indicator, values: task.values, transform: task.transform,
        scores: (0..<seeds).map { scores[$0 % runs.count] },
        predictions: (0..<seeds).map { predictions[$0 % runs.count] })
    }

    private static func scores(_ task: Task, _ folds: [(fold: Fold, output: [Double])]) -> [Part:
      ScoresOnBothScales]
    {
      var scores: [Part: ScoresOnBothScales] = [:]
      for part in Part.allCases {
        var values: [Double] = []
        var predictions: [Double] = []
        for (fold, output) in folds {
          let rows = part.rows(of: fold)
          values += rows.map { task.values[$0] }
          predictions += rows.map { output[$0] }
        }
        if !values.isEmpty {
          scores[part] = ScoresOnBothScales(
            values: values, predictions: predictions, transform: task.transform)
        }
      }
      return scores
    }

    private static func predictions(_ count: Int, _ folds: [(fold: Fold, output: [Double])]) -> [Double] {
      var all = [Double](repeating: .nan, count: count)
      for (fold, output) in folds {
        for row in folds.count == 1 ? fold.train + fold.validation + fold.test : fold.test {
          all[row] = output[row]
        }
      }
      return all
    }
  }
}
