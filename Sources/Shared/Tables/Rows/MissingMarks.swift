/// What stands in a field that has no value.
package struct MissingMarks: Sendable {
  /// pandas' (`read_csv`), those of the American Community Survey's tables, and the point of SAS and Stata; in lower
  /// case.
  private static let usual: Set<String> = [
    "", "#n/a", "#n/a n/a", "#na", "-1.#ind", "-1.#qnan", "-nan", "1.#ind", "1.#qnan", "<na>", "n/a", "na",
    "null", "nan", "none", "-", "*", "**", "***", "*****", "(x)", "(d)", "n", "x", ".", "..", "–", "—",
  ]
  /// Numbers by which the American Community Survey says why there is no estimate.
  private static let survey: Set<Double> = [
    -222_222_222, -333_333_333, -555_555_555, -666_666_666, -888_888_888, -999_999_999,
  ]

  private let own: Set<String>
  private let numbers: Set<Double>

  /// - Parameter own: more marks; a number stands for every spelling of it.
  package init(_ own: [String] = []) {
    self.own = Set(own.map { $0.lowercased() })
    numbers = Set(own.compactMap { DecimalNumber.parse($0) })
  }

  package func contains(_ text: String) -> Bool {
    let text = text.lowercased()
    return Self.usual.contains(text) || own.contains(text)
  }

  package func contains(_ value: Double) -> Bool { numbers.contains(value) }

  /// Whether a number is no value, though nobody said that it is a mark.
  static func isSentinel(_ value: Double) -> Bool { survey.contains(value) }
}
