internal import Evaluation
internal import Prediction
internal import Schemas
internal import Tooling

extension PredictionPlan {
  /// Writes the predictions, then the table of scores.
  func report(_ city: EvaluatedCity, targets: [EvaluatedCity], _ context: Context) throws {
    let predictions = PredictionFile(
      ScoredCity(city, statistics), targets: targets.map { ScoredCity($0, statistics) })
    let rows = ([predictions.source] + predictions.targets).flatMap(\.rows)
    let table = try json ? JSONLines.text(rows) : text(rows)
    if let output = results.output {
      try context.writeHDF5(output, .predictions, version: predictions.version) {
        try predictions.write(to: $0)
      }
    }
    if let metrics = results.metrics { try context.writeText(metrics, table) }
    if results.summary {
      try context.writeText("-", MetricSummary.text(rows) { transforms[$0].of("y").replacing(" ", with: "") })
    } else if results.metrics == nil && results.output != "-" && results.saveModel != "-" {
      try context.writeText("-", table)
    }
  }

  private func text(_ rows: [MetricRow]) -> String {
    let lines =
      statistics.bootstrap == nil
      ? [MetricRow.header] + rows.map(\.line)
      : [MetricRow.headerWithIntervals] + rows.map(\.lineWithInterval)
    return lines.joined(separator: "\n") + "\n"
  }
}
