internal import Evaluation
internal import Prediction
internal import Tooling

/// A table of scores as text.
struct PrintedScores {
  let isJSON: Bool
  /// Whether it has the columns `low` and `high`.
  let hasIntervals: Bool

  func table(_ rows: [MetricRow]) throws -> String {
    if isJSON { return try JSONLines.text(rows) }
    let lines =
      hasIntervals
      ? [MetricRow.headerWithIntervals] + rows.map(\.lineWithInterval)
      : [MetricRow.header] + rows.map(\.line)
    return lines.joined(separator: "\n") + "\n"
  }

  /// Test scores for people.
  /// - Parameter scale: of an indicator's scores.
  static func summary(_ rows: [MetricRow], scale: (_ indicator: String) -> LabelTransform) -> String {
    MetricSummary.text(rows) { scale($0).of("y").replacing(" ", with: "") }
  }
}
