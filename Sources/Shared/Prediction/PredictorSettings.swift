internal import Support

/// Settings of predictors by name, as a user writes them: `neighbours` is `--neighbours`.
package struct PredictorSettings: Sendable {
  private let texts: [String: String]

  package init(_ texts: [String: String] = [:]) { self.texts = texts }

  /// - Throws: `Failure` (EX_USAGE) for what is no whole number within `range`.
  package func integer(_ name: String, in range: ClosedRange<Int>) throws -> Int? {
    try value(name, "\(range.lowerBound) to \(range.upperBound)") { text in
      Int(text).flatMap { range.contains($0) ? $0 : nil }
    }
  }

  /// - Parameters:
  ///   - need: what the message says that it must be.
  ///   - isAllowed: whether a number is; NaN never is.
  /// - Throws: `Failure` (EX_USAGE) for other numbers.
  package func number(_ name: String, _ need: String, _ isAllowed: (Double) -> Bool) throws -> Double? {
    try value(name, need) { Self.number($0, isAllowed) }
  }

  /// Numbers with commas between.
  /// - Throws: `Failure` (EX_USAGE) for other numbers, or none.
  package func numbers(_ name: String, _ need: String, _ isAllowed: (Double) -> Bool) throws -> [Double]? {
    guard let text = texts[name] else { return nil }
    let parts = text.split(separator: ",").map(String.init)
    guard !parts.isEmpty else { throw Failure.usage("--\(name) names no number") }
    return try parts.map { part in
      guard let number = Self.number(part, isAllowed) else { throw Self.refusal(name, need, part) }
      return number
    }
  }

  /// - Throws: `Failure` (EX_USAGE) for what is neither true nor false.
  package func flag(_ name: String) throws -> Bool? { try value(name, "true or false") { Bool($0) } }

  /// - Throws: `Failure` (EX_USAGE) for none of its names.
  package func choice<Choice: RawRepresentable & CaseIterable>(_ name: String, of type: Choice.Type) throws
    -> Choice?
  where Choice.RawValue == String {
    try value(name, Choice.allCases.map(\.rawValue).joined(separator: " or ")) { Choice(rawValue: $0) }
  }

  private func value<Value>(_ name: String, _ need: String, _ parse: (String) -> Value?) throws -> Value? {
    guard let text = texts[name] else { return nil }
    guard let value = parse(text) else { throw Self.refusal(name, need, text) }
    return value
  }

  private static func number(_ text: String, _ isAllowed: (Double) -> Bool) -> Double? {
    Double(text).flatMap { isAllowed($0) ? $0 : nil }
  }

  private static func refusal(_ name: String, _ need: String, _ text: String) -> Failure {
    Failure.usage("--\(name) must be \(need), not \(text)")
  }
}
