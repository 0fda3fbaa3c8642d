import ArgumentParser
internal import Support

/// - Parameter option: that gives the name.
/// - Throws: `ValidationError` for a name that results cannot carry.
func checkLabel(_ name: String, of option: String) throws {
  guard !name.isEmpty else { throw ValidationError("\(option) must not be empty") }
  if let problem = NameRules.problem(with: name) ?? NameRules.formulaProblem(with: name) {
    throw ValidationError("\(option): '\(name.escaped)' \(problem)")
  }
}
