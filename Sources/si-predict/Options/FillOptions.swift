import ArgumentParser
internal import Evaluation

/// Estimates of regions, and how they are written.
struct FillOptions: ParsableArguments {
  @Flag(
    help:
      "Also estimate every region that has features and no label, with models fitted to all labelled regions; such regions are no error then."
  )
  var fill = false

  @Option(
    help: ArgumentHelp(
      "Write the table of estimates here: CSV if the name ends in .csv, JSON lines in .json, else TSV; - is standard output, which then carries no scores (default: into -o FILE, or else standard output). With --to-tsv, print those of the file instead of its predictions.",
      valueName: "file"), completion: .file())
  var estimates: String?

  @Flag(help: "Write the table of estimates as CSV.")
  var csv = false

  @Option(help: ArgumentHelp("Estimate the median or the mean of an indicator.", valueName: "median|mean"))
  var estimate: EstimateSettings.Statistic = .median

  @Option(help: ArgumentHelp("Level of the intervals of estimates.", valueName: "share"))
  var level = Self.defaultLevel

  @Flag(help: "Make intervals wider where models err more (locally scaled scores).")
  var scaledIntervals = false

  @Flag(help: "Print estimates on the scale of --transform instead of the indicator's own.")
  var transformedEstimates = false

  private static let defaultLevel = 0.9

  var isLevelGiven: Bool { level != Self.defaultLevel }

  var settings: EstimateSettings {
    EstimateSettings(statistic: estimate, level: level, isScaled: scaledIntervals)
  }

  /// Whether one of the options of estimates is given.
  var isGiven: Bool {
    estimates != nil || csv || estimate != .median || isLevelGiven || scaledIntervals || transformedEstimates
  }

  /// - Parameter need: what options of estimates go with, as a message says it.
  /// - Throws: `ValidationError` where one of them is given.
  func refuse(_ need: String) throws {
    if isGiven {
      throw ValidationError(
        "--estimates, --csv, --estimate, --level, --scaled-intervals and --transformed-estimates \(need)")
    }
  }

  func validate() throws {
    if !(level > 0 && level < 1) {
      throw ValidationError("--level must be above 0 and below 1, not \(level)")
    }
    if let estimates, estimates.isEmpty { throw ValidationError("--estimates names no file") }
  }
}

extension EstimateSettings.Statistic: ExpressibleByArgument {}
