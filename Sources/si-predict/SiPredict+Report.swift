import Foundation
import Shared

extension SiPredict {
  /// Writes the predictions, then the table of scores.
  func report(_ predictions: PredictionFile, _ context: Context) throws {
    let rows = zip(predictions.tasks, predictions.results).flatMap { task, result in
      MetricRow.rows(task, result, split: predictions.split)
    }
    let table =
      common.json ? try json(rows) : ([MetricRow.header] + rows.map(\.line)).joined(separator: "\n") + "\n"
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

  private func json(_ rows: [MetricRow]) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try rows.map { String(decoding: try encoder.encode($0), as: UTF8.self) + "\n" }.joined()
  }
}
