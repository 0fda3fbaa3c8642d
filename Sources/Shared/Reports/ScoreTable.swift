internal import Foundation

/// Test R² as an aligned table: a block of rows a split, a row a set of features, a column an indicator.
package struct ScoreTable: Sendable {
  package struct Cell: Sendable, Encodable {
    package let split: String
    package let features: String
    package let indicator: String
    package let r2: Double?
    package let sd: Double?
  }

  private let cells: [Cell]
  private let indicators: [String]

  /// The scores of the columns, in the order of the metrics.
  package var shown: [Cell] { cells.filter { indicators.contains($0.indicator) } }

  /// - Parameter indicators: the columns; all that the table has, in its order, where there are none.
  package init(_ metrics: MetricTable, indicators wanted: [String]) {
    let scores = metrics.rows.filter { $0.metric == "r2" && $0.tested != nil }
    indicators = wanted.isEmpty ? scores.map(\.indicator).firstOccurrences() : wanted
    cells = scores.map { row in
      Cell(
        split: row.tested ?? "", features: row.features, indicator: row.indicator, r2: row.mean.value,
        sd: row.sd.value)
    }
  }

  /// - Parameter scale: what R² is of, for the headings.
  package func text(scale: String) -> String {
    let blocks = cells.map(\.split).firstOccurrences().map { split in
      block(cells.filter { $0.split == split }, heading: "\(split): test R² of \(scale)")
    }
    return blocks.joined(separator: "\n")
  }

  private func block(_ cells: [Cell], heading: String) -> String {
    let width = max(24, (self.cells.map(\.features.count).max() ?? 0) + 1)
    var lines = [
      heading, Self.padded("features", to: width) + indicators.map { Self.padded($0, to: 16) }.joined(),
    ]
    for features in cells.map(\.features).firstOccurrences() {
      let scores = indicators.map { indicator in
        // Of a score that occurs twice, the last holds.
        Self.padded(
          cells.last { $0.features == features && $0.indicator == indicator }.map(Self.text) ?? "", to: 16)
      }
      lines.append(Self.padded(features, to: width) + scores.joined())
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private static func text(_ cell: Cell) -> String {
    guard let r2 = cell.r2 else { return "–" }
    let spread = cell.sd.flatMap { $0 == 0 ? nil : String(format: " ± %.3f", $0) } ?? ""
    return String(format: "%.3f", r2) + spread
  }

  private static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
