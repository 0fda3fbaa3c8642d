import ArgumentParser

/// A study of what estimates and their bounds are worth.
struct CoverageOptions: ParsableArguments {
  @Option(
    name: .customLong("hide"),
    help: ArgumentHelp(
      "Score no folds: hide these shares of the labels, in the units that folds keep together, fill them from the others, and print how many lie within their bounds; repeat or separate by commas.",
      valueName: "shares"))
  var hiddenLists: [String] = []

  @Option(help: ArgumentHelp("How often each share of --hide is drawn.", valueName: "n"))
  var draws = Self.defaultDraws

  private static let defaultDraws = 10

  /// What to hide; nil where no study is asked for.
  func study() throws -> (shares: [Double], draws: Int)? {
    let shares = list(hiddenLists).map { Double($0) ?? .nan }
    guard !hiddenLists.isEmpty else {
      if draws != Self.defaultDraws { throw ValidationError("--draws goes with --hide") }
      return nil
    }
    guard !shares.isEmpty, shares.allSatisfy({ $0 > 0 && $0 < 1 }) else {
      throw ValidationError(
        "--hide takes shares above 0 and below 1, not '\(hiddenLists.joined(separator: ","))'")
    }
    return (shares, draws)
  }

  func validate() throws {
    if !(1...10_000).contains(draws) {
      throw ValidationError("--draws must be 1 to 10000, not \(draws)")
    }
  }
}
