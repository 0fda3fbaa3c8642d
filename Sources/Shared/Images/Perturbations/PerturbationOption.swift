/// How a setting of a perturbation stands on the command line.
package struct PerturbationOption: Sendable {
  /// The option's long name, without dashes.
  package let name: String
  /// What stands for the value in `--help`.
  package let valueName: String
  /// The only values there are; empty where there are others.
  package let choices: [String]
  /// Values that may be given, at least two that differ.
  package let examples: [String]
  /// Whether every one given counts, instead of the last.
  package let repeats: Bool
  /// Whether it may be given where the perturbation never happens.
  package let mayIdle: Bool
  private let summary: String
  private let initial: String?

  package init(
    _ name: String, _ summary: String, valueName: String, choices: [String] = [], examples: [String] = [],
    initial: String? = nil, repeats: Bool = false, mayIdle: Bool = false
  ) {
    self.name = name
    self.summary = summary
    self.valueName = valueName
    self.choices = choices
    self.examples = examples.isEmpty ? choices : examples
    self.initial = initial
    self.repeats = repeats
    self.mayIdle = mayIdle
  }

  /// What `--help` says: the summary, the choices and what holds if nothing is given.
  package var help: String {
    var notes: [String] = []
    if !choices.isEmpty { notes.append("values: " + choices.joined(separator: ", ")) }
    if let initial { notes.append("default: \(initial)") }
    return summary + (notes.isEmpty ? "" : " (\(notes.joined(separator: "; ")))")
  }
}
