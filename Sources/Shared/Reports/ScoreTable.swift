/// Test R² as an aligned table: a block of rows a split, a row a set of features, a column an indicator.
package struct ScoreTable: Sendable {
  package struct Cell: Sendable, Encodable {
    package let split: String
    package let features: String
    package let indicator: String
    package let r2: Double?
    package let sd: Double?
    /// Better than what the table compares with, by chance with p < .05.
    package let better: Bool?
  }

  private let cells: [Cell]
  /// The features that others are compared with.
  private let versus: String?
  private let indicators: [String]

  /// The scores of the columns, in the order of the metrics.
  package var shown: [Cell] { cells.filter { indicators.contains($0.indicator) } }

  /// - Parameter indicators: the columns; all that the table has, in its order, where there are none.
  /// - Parameter versus: the result that the scores were compared with (`si-predict --versus`); what is better is
  ///   marked.
  package init(_ metrics: MetricTable, indicators wanted: [String], versus: String? = nil) {
    self.versus = versus
    let compared = Dictionary(
      metrics.rows.lazy.filter { $0.metric.hasSuffix(":\(versus ?? "")") && $0.tested != nil }.map {
        (Comparison($0), $0.mean.value)
      }, uniquingKeysWith: { $1 })
    let scores = metrics.rows.filter { $0.metric == "r2" && $0.tested != nil }
    indicators = wanted.isEmpty ? scores.map(\.indicator).firstOccurrences() : wanted
    cells = scores.map { row in
      func value(_ metric: String) -> Double? {
        compared[Comparison(row, metric: "\(metric):\(versus ?? "")")] ?? nil
      }
      return Cell(
        split: row.tested ?? "", features: row.features, indicator: row.indicator, r2: row.mean.value,
        sd: row.sd.value,
        better: versus.map { _ in (value("r2_gain") ?? 0) > 0 && (value("p_signflip") ?? 1) < 0.05 })
    }
  }

  /// A comparison by name.
  private struct Comparison: Hashable {
    let metric: String
    let split: String
    let features: String
    let indicator: String

    init(_ row: MetricTable.Row, metric: String? = nil) {
      self.metric = metric ?? row.metric
      split = row.tested ?? ""
      features = row.features
      indicator = row.indicator
    }
  }

  /// - Parameter scale: what R² is of, for the headings.
  package func text(scale: String) -> String {
    let blocks = cells.map(\.split).firstOccurrences().map { split in
      block(cells.filter { $0.split == split }, heading: "\(split): test R² of \(scale)")
    }
    var text = blocks.joined(separator: "\n")
    if let versus, shown.contains(where: { $0.better == true }) {
      text += "\n* better than \(versus): p < .05, signs of the differences of squared errors flipped\n"
    }
    return text
  }

  private func block(_ cells: [Cell], heading: String) -> String {
    let width = max(24, (self.cells.map(\.features.count).max() ?? 0) + 1)
    var lines = [
      heading,
      ScoreText.padded("features", to: width) + indicators.map { ScoreText.padded($0, to: 16) }.joined(),
    ]
    for features in cells.map(\.features).firstOccurrences() {
      let scores = indicators.map { indicator in
        // Of a score that occurs twice, the last holds.
        ScoreText.padded(
          cells.last { $0.features == features && $0.indicator == indicator }.map(Self.text) ?? "", to: 16)
      }
      lines.append(ScoreText.padded(features, to: width) + scores.joined())
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private static func text(_ cell: Cell) -> String {
    ScoreText.spread(cell.r2, cell.sd) + (cell.better == true ? "*" : "")
  }
}
