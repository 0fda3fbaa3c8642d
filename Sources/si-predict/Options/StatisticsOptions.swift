import ArgumentParser
internal import Evaluation

/// What the table of scores says beside them.
struct StatisticsOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Add the columns low and high: percentile intervals of test scores over n resamples of the regions, or of the blocks.",
      valueName: "n"))
  var bootstrap: Int?

  @Option(help: ArgumentHelp("Share of the resamples within an interval.", valueName: "share"))
  var confidence = 0.95

  @Flag(help: "Add Moran's I of the residuals of test predictions, which tells whether neighbours err alike.")
  var moran = false

  @Option(help: ArgumentHelp("Nearest regions that are a region's neighbours in --moran.", valueName: "k"))
  var moranNeighbours = 8

  @Flag(
    help:
      "Add the metres from test regions to the nearest label that their model could learn from: the median to the table, each region's to -o."
  )
  var distances = false

  @Option(
    name: .customLong("versus"),
    help: ArgumentHelp(
      "Test each result against these: results, such as coordinates or clear+ridge, or features, such as clear, for the same model on them; repeat or separate by commas.",
      valueName: "names"))
  var versusLists: [String] = []

  @Option(help: ArgumentHelp("Draws of the permutation tests of --moran and --versus.", valueName: "n"))
  var permutations = 9999

  var versus: [String] { list(versusLists) }

  /// Whether anything beside scores is asked for.
  var isGiven: Bool { bootstrap != nil || moran || distances || !versusLists.isEmpty }

  func validate() throws {
    for (name, value, range) in [
      ("--bootstrap", bootstrap ?? 1, 1...100_000), ("--permutations", permutations, 1...10_000_000),
      ("--moran-neighbours", moranNeighbours, 1...100_000),
    ] where !range.contains(value) {
      throw ValidationError("\(name) must be \(range.lowerBound) to \(range.upperBound), not \(value)")
    }
    if !(0.01...0.9999).contains(confidence) {
      throw ValidationError("--confidence must be 0.01 to 0.9999, not \(confidence)")
    }
    if Set(versus).count < versus.count { throw ValidationError("--versus names something twice") }
    for name in versus { try checkLabel(name, of: "--versus") }
  }

  func statistics(seed: UInt64) -> EvaluationStatistics {
    EvaluationStatistics(
      bootstrap: bootstrap.map { ScoreBootstrap(resamples: $0, confidence: confidence, seed: seed) },
      moranNeighbours: moran ? moranNeighbours : nil, baselines: versus, permutations: permutations,
      seed: seed)
  }
}
