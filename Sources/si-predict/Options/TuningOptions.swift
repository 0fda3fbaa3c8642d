import ArgumentParser

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

  /// The settings that options give.
  var settings: [String: String] {
    var settings = [
      "trees": "\(trees)", "rounds": "\(rounds)", "shrinkage": "\(shrinkage)", "min-leaf": "\(minLeaf)",
    ]
    if !ratioLists.isEmpty { settings["l1-ratio"] = ratioLists.joined(separator: ",") }
    settings["max-features"] = maxFeatures.map { "\($0)" }
    settings["max-depth"] = maxDepth.map { "\($0)" }
    return settings
  }
}
