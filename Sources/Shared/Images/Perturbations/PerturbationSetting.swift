internal import Support

/// Something that a perturbation can be told besides its probability: an option of the tools, a part of the
/// value, and a part of its description.
package struct PerturbationSetting<Owner: Perturbation>: Sendable {
  package let option: PerturbationOption
  /// Takes what was given for the option.
  /// - Throws: `Failure` (EX_USAGE).
  package let set: @Sendable (_ owner: inout Owner, _ text: String) throws -> Void
  /// What descriptions say of it; empty where another setting's words tell it.
  let describe: @Sendable (Owner) -> String

  /// - Parameters:
  ///   - parse: what the text means; nil is a usage error that names the option's examples.
  ///   - describe: what descriptions say of it, such that owners that differ in it differ in words; empty where
  ///     another setting's words tell it.
  package init<Value>(
    _ option: PerturbationOption, parse: @escaping @Sendable (String) -> Value?,
    set: @escaping @Sendable (inout Owner, Value) throws -> Void,
    describe: @escaping @Sendable (Owner) -> String
  ) {
    self.option = option
    self.set = { owner, text in
      guard let value = parse(text) else {
        let choices = option.choices.isEmpty ? "such as " : "one of "
        let examples = option.examples.joined(separator: ", ")
        throw Failure.usage(
          "--\(option.name) takes <\(option.valueName)>, \(choices)\(examples), not '\(text)'")
      }
      try set(&owner, value)
    }
    self.describe = describe
  }

  private init(
    _ option: PerturbationOption, set: @escaping @Sendable (inout Owner, String) throws -> Void,
    describe: @escaping @Sendable (Owner) -> String
  ) {
    self.option = option
    self.set = set
    self.describe = describe
  }

  /// The setting, refused unless `holds` of what was told before it.
  /// - Parameter words: what makes it hold, as a user says it.
  package func needing(_ words: String, _ holds: @escaping @Sendable (Owner) -> Bool) -> Self {
    Self(
      option,
      set: { [option, set] owner, text in
        guard holds(owner) else { throw Failure.usage("--\(option.name) needs \(words)") }
        try set(&owner, text)
      }, describe: describe)
  }

  /// The setting with other words in descriptions.
  package func described(as describe: @escaping @Sendable (Owner) -> String) -> Self {
    Self(option, set: set, describe: describe)
  }
}

extension PerturbationSetting {
  /// A number within bounds. Its default is what `Owner()` has.
  /// - Parameters:
  ///   - unit: what it counts, in the plural; stands for the value in `--help`.
  ///   - label: the word before the number in descriptions.
  package static func number(
    _ path: any WritableKeyPath<Owner, Double> & Sendable, _ name: String, _ help: String,
    in bounds: ClosedRange<Double>, unit: String, label: String, mayIdle: Bool = false
  ) -> Self {
    let limits = [bounds.lowerBound, bounds.upperBound].map { $0 == $0.rounded() ? "\(Int($0))" : "\($0)" }
    let option = PerturbationOption(
      name, help, valueName: unit, examples: limits, initial: String(Owner()[keyPath: path]), mayIdle: mayIdle
    )
    return Self(
      option, parse: { Double($0) },
      set: { owner, value in
        guard bounds.contains(value) else {
          throw Failure.usage(
            "--\(name) must be between \(limits[0]) and \(limits[1]) \(unit), not \(value)")
        }
        owner[keyPath: path] = value
      }, describe: { "\(label) \($0[keyPath: path])" })
  }

  /// A range, `low:high` or one value, within bounds. Its default is what `Owner()` has.
  package static func range(
    _ path: any WritableKeyPath<Owner, ClosedRange<Double>> & Sendable, _ name: String, _ help: String,
    in bounds: ClosedRange<Double>
  ) -> Self {
    let option = PerturbationOption(
      name, help, valueName: "low:high",
      examples: [bounds, bounds.lowerBound...bounds.lowerBound].map(\.text),
      initial: Owner()[keyPath: path].text)
    return Self(
      option, parse: { ClosedRange(text: $0).flatMap { $0.clamped(to: bounds) == $0 ? $0 : nil } },
      set: { $0[keyPath: path] = $1 }, describe: { $0[keyPath: path].text })
  }

  /// One of a few named values. Its default is what `Owner()` has.
  package static func choice<Choice: CaseIterable & RawRepresentable<String> & Sendable>(
    _ path: any WritableKeyPath<Owner, Choice> & Sendable, _ name: String, _ help: String, valueName: String,
    mayIdle: Bool = false
  ) -> Self {
    let option = PerturbationOption(
      name, help, valueName: valueName, choices: Choice.allCases.map(\.rawValue),
      initial: Owner()[keyPath: path].rawValue, mayIdle: mayIdle)
    return Self(
      option, parse: { Choice(rawValue: $0) }, set: { $0[keyPath: path] = $1 },
      describe: { $0[keyPath: path].rawValue })
  }
}

extension ClosedRange<Double> {
  /// Reads `value` or `low:high`; nil for anything else.
  init?(text: some StringProtocol) {
    let limits = text.split(separator: ":", omittingEmptySubsequences: false).map { Double($0) }
    guard (1...2).contains(limits.count), let first = limits[0], let last = limits[limits.count - 1],
      first <= last
    else { return nil }
    self = first...last
  }

  /// The range as `init(text:)` reads it.
  var text: String { lowerBound == upperBound ? String(lowerBound) : "\(lowerBound):\(upperBound)" }
}
