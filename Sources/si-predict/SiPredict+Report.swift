internal import Evaluation
import Foundation
internal import Schemas
internal import Tooling

extension SiPredict {
  /// Writes the predictions, then the table of scores.
  func report(_ source: EvaluatedCity, targets: [EvaluatedCity], _ context: Context) throws {
    let statistics = statistics.statistics(seed: common.seed)
    let predictions = PredictionFile(
      (source, statistics.rows(source)),
      targets: targets.map { ($0.split, ($0, statistics.rows($0))) })
    let rows = ([predictions.source] + predictions.targets.map(\.scored)).flatMap { $0.rows.flatMap { $0 } }
    let table = try common.json ? json(rows) : text(rows)
    if let output = results.output {
      try context.writeHDF5(output, .predictions) { try predictions.write(to: $0) }
    }
    if let metrics = results.metrics { try context.writeText(metrics, table) }
    if results.summary {
      try context.writeText("-", MetricSummary.text(rows))
    } else if results.metrics == nil && results.output != "-" {
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

  private func json(_ rows: [MetricRow]) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try rows.map { String(decoding: try encoder.encode($0), as: UTF8.self) + "\n" }.joined()
  }
}
