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

  /// With blanks behind; a text that is as long keeps none.
  static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
