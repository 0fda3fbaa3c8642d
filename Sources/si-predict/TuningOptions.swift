import ArgumentParser
internal import Prediction

/// Settings of elastic-net, random-forest and gradient-boosting; what is not given is chosen on validation.
struct TuningOptions: ParsableArguments {
  @Option(
    name: .customLong("l1-ratio"),
    help: ArgumentHelp(
      "Shares of absolute weights in the penalty of elastic-net to choose from (default: 0.1,0.5,1).",
      valueName: "shares"))
  var ratioLists: [String] = []

  @Option(help: ArgumentHelp("Trees of random-forest.", valueName: "n"))
  var trees = 200

  @Option(help: ArgumentHelp("Most trees of gradient-boosting.", valueName: "n"))
  var rounds = 300

  @Option(help: ArgumentHelp("Factor of each tree of gradient-boosting.", valueName: "x"))
  var shrinkage = 0.1

  @Option(
    help: ArgumentHelp(
      "Share of the features that a tree's split is chosen from (default: a third; random-forest chooses between that and the root of their number).",
      valueName: "share"))
  var maxFeatures: Double?

  @Option(
    help: ArgumentHelp(
      "Least regions of a tree's leaf.", valueName: "n"))
  var minLeaf = 5

  @Option(
    help: ArgumentHelp(
      "Most levels of a tree (default: random-forest any, gradient-boosting chooses between 2, 3 and 5).",
      valueName: "n"))
  var maxDepth: Int?

  var ratios: [Double] {
    ratioLists.isEmpty ? ElasticNetRegressor.defaultRatios : list(ratioLists).compactMap(Double.init)
  }

  func validate() throws {
    for text in list(ratioLists) where !(Double(text).map { $0 >= 0.01 && $0 <= 1 } ?? false) {
      throw ValidationError("--l1-ratio must be 0.01 to 1, not \(text)")
    }
    if ratios.isEmpty { throw ValidationError("--l1-ratio names no share") }
    for (name, value, range) in [
      ("--trees", trees, 1...100_000), ("--rounds", rounds, 1...100_000),
      ("--min-leaf", minLeaf, 1...1_000_000), ("--max-depth", maxDepth ?? 1, 1...1000),
    ] where !range.contains(value) {
      throw ValidationError("\(name) must be \(range.lowerBound) to \(range.upperBound), not \(value)")
    }
    if !(shrinkage > 0 && shrinkage <= 1) {
      throw ValidationError("--shrinkage must be above 0 and at most 1, not \(shrinkage)")
    }
    if let maxFeatures, !(maxFeatures > 0 && maxFeatures <= 1) {
      throw ValidationError("--max-features must be above 0 and at most 1, not \(maxFeatures)")
    }
  }

  /// - Parameter features: how many there are.
  func forestCandidates(_ features: Int) -> [TreeSettings] {
    let root = Int(Double(features).squareRoot())
    let widths =
      maxFeatures.map { [Self.part($0, features)] } ?? [max(1, root), Self.part(1.0 / 3, features)]
    return (widths.first == widths.last ? Array(widths.prefix(1)) : widths).map {
      TreeSettings(depth: maxDepth ?? .max, leaf: minLeaf, features: $0)
    }
  }

  /// - Parameter features: how many there are.
  func boostingCandidates(_ features: Int) -> [TreeSettings] {
    let width = Self.part(maxFeatures ?? 1.0 / 3, features)
    return (maxDepth.map { [$0] } ?? [2, 3, 5]).map {
      TreeSettings(depth: $0, leaf: minLeaf, features: width)
    }
  }

  private static func part(_ share: Double, _ features: Int) -> Int {
    max(1, Int((share * Double(features)).rounded()))
  }
}
