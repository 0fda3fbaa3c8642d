internal import Foundation

/// Test scores as an aligned table for people: a block for each indicator and split, a line for each model.
package enum MetricSummary {
  private static let columns = [
    ("r2", "R²"), ("rmse", "RMSE"), ("mae", "MAE"), ("mape", "MAPE"), ("spearman", "Spearman"),
  ]

  /// - Parameters:
  ///   - rows: of any number of results; other parts than `test` are left out.
  ///   - scale: what the models of an indicator are fitted to, in words.
  package static func text(_ rows: [MetricRow], scale: (_ indicator: String) -> String) -> String {
    let tests = rows.filter { $0.split.hasSuffix("/test") }
    let blocks = unique(tests.map { [$0.indicator, $0.split] })
    return blocks.map { block in
      let members = tests.filter { [$0.indicator, $0.split] == block }
      return table(title: "\(block[0])  (\(block[1]), n = \(regions(members)), \(scale(block[0])))", members)
    }.joined(separator: "\n")
  }

  private static func table(title: String, _ rows: [MetricRow]) -> String {
    let lines = unique(rows.map(\.features)).map { features in
      [features]
        + columns.map { metric, _ in
          guard let row = rows.first(where: { $0.features == features && $0.metric == metric }) else {
            return ""
          }
          return cell(row)
        }
    }
    let header = [title] + columns.map(\.1)
    let widths = header.indices.map { column in ([header] + lines).map { $0[column].count }.max() ?? 0 }
    return ([header] + lines).map { line in
      line.indices.map { column in
        let padding = String(repeating: " ", count: widths[column] - line[column].count)
        return column == 0 ? line[column] + padding : padding + line[column]
      }.joined(separator: "  ")
    }.joined(separator: "\n") + "\n"
  }

  private static func cell(_ row: MetricRow) -> String {
    guard let mean = row.mean else { return "–" }
    let text = String(format: "%.3f", mean)
    let spread = row.sd.flatMap { $0 > 0 ? String(format: " ± %.3f", $0) : nil } ?? ""
    let interval = row.interval.map { String(format: " [%.3f, %.3f]", $0.low, $0.high) } ?? ""
    return text + spread + interval
  }

  private static func regions(_ rows: [MetricRow]) -> String {
    rows.first { $0.metric == "regions" }?.mean.map { String(Int($0)) } ?? "?"
  }

  private static func unique<T: Hashable>(_ values: [T]) -> [T] {
    var seen = Set<T>()
    return values.filter { seen.insert($0).inserted }
  }
}
