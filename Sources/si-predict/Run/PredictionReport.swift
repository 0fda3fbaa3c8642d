internal import Evaluation
internal import Logging
internal import Prediction
internal import Schemas
internal import Tooling

extension PredictionPlan {
  /// Writes the predictions, then the table of scores.
  func report(_ city: EvaluatedCity, targets: [EvaluatedCity], _ context: Context) throws {
    let predictions = PredictionFile(
      ScoredCity(city, statistics), targets: targets.map { ScoredCity($0, statistics) })
    let rows = ([predictions.source] + predictions.targets).flatMap(\.rows)
    let table = try PrintedScores(isJSON: json, hasIntervals: statistics.bootstrap != nil).table(rows)
    if let output = results.output {
      try context.writeHDF5(output, .predictions, version: predictions.version) {
        try predictions.write(to: $0)
      }
    }
    if let metrics = results.metrics { try context.writeText(metrics, table) }
    let isTaken = estimates?.output.path == "-"
    if let estimates, let path = estimates.output.path {
      let cities = [city] + targets
      let rows = cities.flatMap { $0.estimateRows(isTransformed: estimates.output.isTransformed) }
      try context.writeText(path, try estimates.output.text(rows))
    }
    if isTaken {
      if results.metrics == nil {
        for line in summary(rows).split(separator: "\n") { context.log.notice("\(line)") }
      }
    } else if results.summary {
      try context.writeText("-", summary(rows))
    } else if results.metrics == nil && results.output != "-" && results.saveModel != "-" {
      try context.writeText("-", table)
    }
  }

  private func summary(_ rows: [MetricRow]) -> String { PrintedScores.summary(rows) { transforms[$0] } }
}
