internal import Foundation

/// How tables for people write scores.
enum ScoreText {
  /// R² ± its spread over seeds, if there is one.
  static func spread(_ mean: Double?, _ sd: Double?) -> String {
    guard let mean else { return "–" }
    return String(format: "%.3f", mean) + (sd.flatMap { $0 == 0 ? nil : String(format: " ± %.3f", $0) } ?? "")
  }

  /// A share, to two digits.
  static func share(_ share: Double?) -> String { share.map { String(format: "%.2f", $0) } ?? "–" }

  /// A probability, to three digits; what is less than they say is said to be.
  static func probability(_ p: Double?) -> String {
    p.map { $0 < 0.0005 ? "<0.001" : String(format: "%.3f", $0) } ?? "–"
  }

  /// Lines with their columns one below another, two blanks between them and none at the end.
  static func aligned(_ lines: [[String]]) -> [String] {
    let widths = (lines.first ?? []).indices.map { column in (lines.map { $0[column].count }.max() ?? 0) + 2 }
    return lines.map { line in
      let text = zip(line, widths).map { padded($0, to: $1) }.joined()
      return String(text[..<(text.lastIndex { $0 != " " }.map(text.index(after:)) ?? text.startIndex)])
    }
  }

  /// With blanks behind; a text that is as long keeps none.
  static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
