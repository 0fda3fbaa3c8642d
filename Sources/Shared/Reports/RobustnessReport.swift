internal import Foundation

/// A robustness study as Markdown: what is found in words, then every cell.
package struct RobustnessReport: Sendable {
  let title: String
  /// Ways to train and sets of pictures, in the order of rows and columns; the first set are pictures as they are.
  let trained: [String]
  let sets: [String]
  let indicators: [String]
  private let cells: RobustnessCells

  /// - Parameters: lists that are empty are all that there is, in its order.
  package init(
    _ cells: RobustnessCells, title: String, trained: [String], sets: [String], indicators: [String]
  ) {
    let studied = cells.keys.filter { !$0.set.isEmpty }
    self.title = title
    self.cells = cells
    self.trained = trained.isEmpty ? studied.map(\.trained).firstOccurrences() : trained
    self.sets = sets.isEmpty ? studied.map(\.set).firstOccurrences() : sets
    self.indicators = indicators.isEmpty ? cells.keys.map(\.indicator).firstOccurrences() : indicators
  }

  /// Pictures as they are stand in the column of both ways of fitting.
  func cell(
    _ split: String, _ fit: RobustnessCells.Fit, _ indicator: String, _ trained: String, _ set: String
  )
    -> RobustnessCells.Cell
  {
    cells[
      .init(
        split: split, fit: set == "original" ? .within : fit, indicator: indicator, trained: trained, set: set
      )]
  }

  package var markdown: String {
    let splits = cells.keys.map(\.split).firstOccurrences()
    let first = splits.contains("blocks") ? "blocks" : splits.first ?? ""
    return introduction + "## What is found\n\nOn \(first):\n\n" + findings(first)
      + splits.reversed().map(section).joined()
      + "Intervals over regions, gains and all p values: `matrix.tsv`; every metric: `metrics.tsv`.\n"
  }

  private var seeds: String {
    cells.keys.compactMap { cells[$0].n.value }.max().flatMap { Int(exactly: $0) }.map(String.init)
      ?? "–"
  }

  private var introduction: String {
    """
    # Robustness: \(MarkdownText.escaped(title))

    Encoders trained on \(trained.count) kinds of pictures (down) embed \(sets.count) sets of pictures (across); ridge \
    regression predicts each indicator from the embeddings. Scores are R² on ln(1 + y) of regions that the predictor \
    was not fitted to, mean ± sd over \(seeds) seeds of everything random: graph embedding, weights, changes of \
    pictures, folds. *Fitted to each set*: the predictor knows such pictures. *Fitted to original pictures*: it does \
    not, and the question is whether the embeddings stay where they were.

    ▲ ▼ better or worse than the encoder trained on *original* in the same column, p < .05 over regions (blocks \
    where the split is blocked; sign-flip test of squared errors); ↑ ↓ the same over seeds (paired t-test of R²).

    ![Pictures as they are and changed](pictures.png)

    A row is a region; columns, from the left: \(sets.map(MarkdownText.escaped).joined(separator: ", ")).


    """
  }

  private func section(_ split: String) -> String {
    let heading =
      "## \(split.prefix(1).uppercased())\(split.dropFirst())\n\n![Heat maps of R²](heat-\(split).png)\n\n"
    return heading
      + indicators.map { indicator in
        let baselines = ["mean", "coordinates"].map {
          "\($0) \(Self.number(cell(split, .within, indicator, $0, "").r2.value))"
        }
        return
          "### \(MarkdownText.escaped(indicator)) (\(MarkdownText.escaped(split)))\n\nBaselines: \(baselines.joined(separator: ", ")).\n\n"
          + "Fitted to each set:\n\n" + table(split, .within, indicator)
          + "Fitted to original pictures:\n\n" + table(split, .transfer, indicator)
      }.joined()
  }

  private func table(_ split: String, _ fit: RobustnessCells.Fit, _ indicator: String) -> String {
    let rows = trained.map { way in
      [MarkdownText.escaped(way)]
        + sets.map { set in
          let cell = cell(split, fit, indicator, way, set)
          return "\(Self.number(cell.r2.value)) ± \(Self.number(cell.sd.value))\(Self.mark(cell))"
        }
    }
    let lines = [["trained on"] + sets.map(MarkdownText.escaped)] + rows
    let texts = lines.map { "| \($0.joined(separator: " | ")) |\n" }
    return texts[0] + String(repeating: "|---", count: sets.count + 1) + "|\n" + texts.dropFirst().joined()
      + "\n"
  }

  /// How sure a gain is: over regions and over seeds.
  private static func mark(_ cell: RobustnessCells.Cell) -> String {
    guard let gain = cell.gain.value else { return "" }
    func sure(_ p: MetricTable.Field) -> Bool { p.value.map { $0 < 0.05 } ?? false }
    return (sure(cell.pSignFlip) ? (gain > 0 ? " ▲" : " ▼") : "")
      + (sure(cell.pTTest) ? (gain > 0 ? " ↑" : " ↓") : "")
  }

  static func number(_ value: Double?) -> String {
    guard let value else { return "–" }
    return value < 0 ? String(format: "−%.3f", -value) : String(format: "%.3f", value)
  }

  static func signed(_ value: Double?) -> String {
    guard let value else { return "–" }
    return value < 0 ? number(value) : "+" + number(value)
  }
}
