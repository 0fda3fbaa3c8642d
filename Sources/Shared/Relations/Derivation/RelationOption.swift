/// A setting of relations: the flag that sets it, what it says, what it may be, and what it is by default.
package struct RelationOption<Value: Sendable>: Sendable {
  package let flag: RelationFlag
  let value: @Sendable (RelationFlag.Value) -> Value?
  let byDefault: Value
}

extension RelationOption<Double> {
  /// A length in metres.
  static func metres(_ flag: String, default value: Double, _ help: String) -> Self {
    number(flag, default: value, in: .within(0, 100_000, "metres"), valueName: "m", help)
  }

  static func number(
    _ flag: String, default value: Double, in bounds: RelationFlag.Bounds, valueName: String = "x",
    _ help: String
  ) -> Self {
    RelationOption(
      flag: RelationFlag(flag, help, valueName: valueName, .number(value), bounds),
      value: { if case .number(let number) = $0 { number } else { nil } }, byDefault: value)
  }
}

extension RelationOption<Int> {
  /// - Parameter most: nil where any number from 1 will do.
  static func count(
    _ flag: String, default value: Int, most: Int? = nil, valueName: String = "n", _ help: String
  ) -> Self {
    RelationOption(
      flag: RelationFlag(flag, help, valueName: valueName, .count(value), .from(1, to: most)),
      value: { if case .count(let count) = $0 { count } else { nil } }, byDefault: value)
  }
}

extension RelationOption<Int?> {
  /// A number from 1 that need not be given.
  static func optionalCount(_ flag: String, valueName: String = "k", _ help: String) -> Self {
    RelationOption(
      flag: RelationFlag(flag, help, valueName: valueName, .count(nil), .from(1, to: nil)),
      value: { if case .count(let count) = $0 { .some(count) } else { nil } }, byDefault: nil)
  }
}

extension RelationOption<Bool> {
  /// Off unless the flag is given.
  static func toggle(_ flag: String, _ help: String) -> Self {
    RelationOption(
      flag: RelationFlag(flag, help, valueName: "", .toggle(false), nil),
      value: { if case .toggle(let isOn) = $0 { isOn } else { nil } }, byDefault: false)
  }
}

extension RelationOption where Value: RawRepresentable<String> & CaseIterable {
  /// One of a few words.
  static func choice(_ flag: String, default value: Value, valueName: String, _ help: String) -> Self {
    RelationOption(
      flag: RelationFlag(
        flag, help, valueName: valueName, .choice(value.rawValue, of: Value.allCases.map(\.rawValue)), nil),
      value: { if case .choice(let word, _) = $0 { Value(rawValue: word) } else { nil } }, byDefault: value)
  }
}

/// An option of whatever type, as a command line knows it.
package struct RelationFlag: Sendable {
  package enum Value: Sendable, Equatable {
    case number(Double)
    case count(Int?)
    case choice(String, of: [String])
    case toggle(Bool)
  }

  /// What numbers are possible.
  package struct Bounds: Sendable {
    let contains: @Sendable (Double) -> Bool
    /// After "must be".
    let text: String

    package static func within(_ low: Double, _ high: Double, _ unit: String) -> Bounds {
      Bounds(
        contains: { (low...high).contains($0) }, text: "between \(shown(low)) and \(shown(high)) \(unit)")
    }

    package static func above(_ low: Double, atMost high: Double) -> Bounds {
      Bounds(
        contains: { $0 > low && $0 <= high }, text: "above \(shown(low)) and at most \(shown(high))")
    }

    package static func from(_ low: Int, to high: Int?) -> Bounds {
      Bounds(
        contains: { $0 >= Double(low) && $0 <= high.map(Double.init) ?? .infinity },
        text: high.map { "between \(low) and \($0)" } ?? "at least \(low)")
    }

    private static func shown(_ value: Double) -> String {
      value == value.rounded() ? "\(Int(value))" : "\(value)"
    }
  }

  /// Without its dashes.
  package let name: String
  package let help: String
  package let valueName: String
  /// By default.
  package let value: Value
  let bounds: Bounds?

  init(_ name: String, _ help: String, valueName: String, _ value: Value, _ bounds: Bounds?) {
    self.name = name
    self.help = help
    self.valueName = valueName
    self.value = value
    self.bounds = bounds
  }

  /// What is wrong with a value, or nil.
  package func problem(with value: Value) -> String? {
    switch value {
    case .number(let number) where bounds?.contains(number) == false:
      "--\(name) must be \(bounds?.text ?? "")"
    case .count(let count?) where bounds?.contains(Double(count)) == false:
      "--\(name) must be \(bounds?.text ?? "")"
    case .choice(let word, let words) where !words.contains(word):
      "--\(name) must be \(words.joined(separator: " or ")), not '\(word)'"
    default: nil
    }
  }
}

/// What relations' options are set to.
package struct RelationSettings: Sendable {
  private var values: [String: RelationFlag.Value] = [:]

  package init() {}

  /// Sets what a flag of this name sets.
  package mutating func set(_ flag: String, to value: RelationFlag.Value) { values[flag] = value }

  package subscript<Value>(_ option: RelationOption<Value>) -> Value {
    values[option.flag.name].flatMap(option.value) ?? option.byDefault
  }
}
