public import ArgumentParser
public import Shared

/// Splits `a,b` of every occurrence of a repeatable option.
func list(_ values: [String]) -> [String] {
  values.flatMap { $0.split(separator: ",").map(String.init) }
}

struct DataOptions: ParsableArguments {
  @Option(
    name: [.long, .customShort("i")],
    help: ArgumentHelp(
      "Indicators by region: CSV or TSV with a header, or JSON {region: {indicator: value}}.",
      valueName: "file"))
  var indicators: String?

  @Option(
    name: .customLong("indicator"),
    help: ArgumentHelp("Indicators to predict; repeat or separate by commas.", valueName: "names"))
  var indicatorLists: [String] = []

  @Option(
    help: ArgumentHelp(
      "Longitude and latitude by region: CSV with lon and lat, JSON with center, or kg.h5 (default: the indicators file).",
      valueName: "file"))
  var coordinates: String?

  @Option(
    help: ArgumentHelp(
      "Use only these regions: an id a line, a column of a table, or the keys of a JSON object.",
      valueName: "file"))
  var regions: String?

  @Flag(help: "Leave out regions that a file lacks, and count them, instead of failing.")
  var allowMissing = false

  @Flag(help: "Leave a region out of an indicator that is not known there, and count it, instead of failing.")
  var dropMissing = false

  var indicatorNames: [String] { list(indicatorLists) }

  func validate() throws {
    if Set(indicatorNames).count < indicatorNames.count {
      throw ValidationError("--indicator names an indicator twice")
    }
  }

  func requireIndicators() throws -> String {
    guard let indicators else { throw ValidationError("give --indicators FILE") }
    if indicatorNames.isEmpty { throw ValidationError("--indicator names no indicator") }
    return indicators
  }
}

struct SplitOptions: ParsableArguments {
  @Option(help: ArgumentHelp("A table region,split with train, val and test.", valueName: "file"))
  var split: String?

  @Option(
    help: ArgumentHelp(
      "Three tables with the column csvindex: rows of --split-regions that train, validate and test.",
      valueName: "train,val,test"))
  var splitIndex: String?

  @Option(help: ArgumentHelp("The table whose rows --split-index counts, from 0.", valueName: "file"))
  var splitRegions: String?

  @Option(help: ArgumentHelp("Cross-validate in k folds.", valueName: "k"))
  var folds: Int?

  @Option(help: ArgumentHelp("Fold by cells of a grid of so many degrees.", valueName: "degrees"))
  var blockSize: Double?

  @Option(help: ArgumentHelp("Fold by the blocks of a table region,block.", valueName: "file"))
  var blocks: String?

  @Option(help: ArgumentHelp("Share of a fold's training part that stops training.", valueName: "share"))
  var validation = 0.25

  @Option(
    help: ArgumentHelp(
      "Runs, with the seeds --seed, --seed + 1, …; at least as many as replicates.", valueName: "n"))
  var seeds = 1

  @Option(
    help: ArgumentHelp(
      "Name of the split in the results (default: split, published, folds or blocks).", valueName: "name"))
  var splitLabel: String?

  var isSpatial: Bool { blockSize != nil || blocks != nil }

  var name: String {
    splitLabel ?? (split != nil ? "split" : splitIndex != nil ? "published" : isSpatial ? "blocks" : "folds")
  }

  func requireOne() throws {
    guard [split != nil, splitIndex != nil, folds != nil].count(where: { $0 }) == 1 else {
      throw ValidationError("give one of --split, --split-index and --folds")
    }
  }

  func validate() throws {
    if (splitIndex != nil) != (splitRegions != nil) {
      throw ValidationError("--split-index and --split-regions go together")
    }
    if let splitIndex, list([splitIndex]).count != 3 {
      throw ValidationError("--split-index takes three files separated by commas")
    }
    if let folds, !(2...10_000).contains(folds) {
      throw ValidationError("--folds must be 2 to 10000, not \(folds)")
    }
    if isSpatial && folds == nil { throw ValidationError("blocks go with --folds") }
    if blockSize != nil && blocks != nil { throw ValidationError("give one of --block-size and --blocks") }
    if let blockSize, !(1e-6...360).contains(blockSize) {
      throw ValidationError("--block-size must be 0.000001 to 360 degrees, not \(blockSize)")
    }
    if !(0.01...0.9).contains(validation) {
      throw ValidationError("--validation must be 0.01 to 0.9, not \(validation)")
    }
    if !(1...10_000).contains(seeds) { throw ValidationError("--seeds must be 1 to 10000, not \(seeds)") }
    if name.isEmpty || name.contains(where: { "\t\n\r".contains($0) }) {
      throw ValidationError("--split-label must be a name without tabs")
    }
  }
}

enum Model: String, CaseIterable { case ridge, mlp, knn, mean }
enum Baseline: String, CaseIterable { case mean, coordinates }

struct ModelOptions: ParsableArguments {
  @Option(
    name: .customLong("model"),
    help: ArgumentHelp("Models: ridge, mlp, knn, mean; repeat or separate by commas.", valueName: "names"))
  var modelLists: [String] = ["ridge"]

  @Option(
    name: .customLong("baselines"),
    help: ArgumentHelp("Models without features: mean, coordinates.", valueName: "names"))
  var baselineLists: [String] = []

  @Option(help: ArgumentHelp("Neighbours of knn and coordinates.", valueName: "k"))
  var neighbours = 5

  @Option(
    help: ArgumentHelp(
      "Published settings of mlp: si (satellite images) or sv (street views).", valueName: "name"))
  var preset: PerceptronSettings.Preset = .si

  @Option(help: ArgumentHelp("Learning rate of mlp, for every indicator.", valueName: "x"))
  var learningRate: Double?

  @Option(help: ArgumentHelp("Dropout of mlp.", valueName: "p"))
  var dropout: Double?

  @Option(help: ArgumentHelp("Weight decay of mlp.", valueName: "x"))
  var weightDecay: Double?

  @Option(help: ArgumentHelp("Hidden units of mlp.", valueName: "n"))
  var hidden = 512

  @Option(help: ArgumentHelp("Most epochs of mlp.", valueName: "n"))
  var epochs = 1000

  @Option(help: ArgumentHelp("Epochs without a better validation R² after which mlp stops.", valueName: "n"))
  var patience = 300

  @Flag(
    inversion: .prefixedNo,
    help:
      "Standardise the labels of mlp over the training regions (default: unless features are an encoder's and the indicator has published settings)."
  )
  var standardiseLabels: Bool?

  @Flag(
    inversion: .prefixedNo,
    help:
      "Standardise the features of mlp over the training regions (default: unless they are an encoder's). ridge and knn always do."
  )
  var standardise: Bool?

  @Flag(
    help:
      "Run mlp as the reference does: raw features and labels, and the same weights and dropout for every seed."
  )
  var reference = false

  var models: [Model] { list(modelLists).compactMap(Model.init) }
  var baselines: [Baseline] { list(baselineLists).compactMap(Baseline.init) }

  func validate() throws {
    try check(list(modelLists), Model.allCases.map(\.rawValue), "--model")
    try check(list(baselineLists), Baseline.allCases.map(\.rawValue), "--baselines")
    if models.isEmpty { throw ValidationError("--model names no model") }
    for (name, value, range) in [
      ("--neighbours", neighbours, 1...100_000), ("--hidden", hidden, 1...1 << 20),
      ("--epochs", epochs, 1...1 << 30), ("--patience", patience, 1...1 << 30),
    ] where !range.contains(value) {
      throw ValidationError("\(name) must be \(range.lowerBound) to \(range.upperBound), not \(value)")
    }
    if let learningRate, !(learningRate > 0 && learningRate <= 10) {
      throw ValidationError("--learning-rate must be above 0 and at most 10, not \(learningRate)")
    }
    if let dropout, !(0..<1).contains(dropout) {
      throw ValidationError("--dropout must be at least 0 and below 1, not \(dropout)")
    }
    if let weightDecay, !(weightDecay >= 0 && weightDecay <= 1000) {
      throw ValidationError("--weight-decay must be 0 to 1000, not \(weightDecay)")
    }
  }

  private func check(_ names: [String], _ known: [String], _ option: String) throws {
    for name in names where !known.contains(name) {
      throw ValidationError("\(option) knows \(known.joined(separator: ", ")), not '\(name)'")
    }
    if Set(names).count < names.count { throw ValidationError("\(option) names something twice") }
  }

  /// Whether mlp standardises features.
  /// - Parameter encoded: whether they are those that the published settings were found on.
  func standardises(encoded: Bool) -> Bool { standardise ?? !(encoded || reference) }

  func settings(_ indicator: String, encoded: Bool) -> PerceptronSettings {
    var settings = PerceptronSettings(preset, indicator: indicator)
    settings.learningRate = learningRate ?? settings.learningRate
    settings.dropout = dropout ?? settings.dropout
    settings.weightDecay = weightDecay ?? settings.weightDecay
    let unpublished = settings.standardisesLabels || !encoded
    settings.standardisesLabels = standardiseLabels ?? (unpublished && !reference)
    settings.hidden = hidden
    settings.epochs = epochs
    settings.patience = patience
    return settings
  }
}

extension PerceptronSettings.Preset: ExpressibleByArgument {}

struct ResultOptions: ParsableArguments {
  @Option(
    name: [.long, .customShort("o", allowingJoined: true)],
    help: ArgumentHelp(
      "Write the predictions to this HDF5 file (with --to-tsv, the table to this file); - is standard output, which then carries no table.",
      valueName: "file"))
  var output: String?

  @Option(help: ArgumentHelp("Write the table of scores here (default: standard output).", valueName: "file"))
  var metrics: String?

  @Flag(help: "Print the test scores as an aligned table for people instead.")
  var summary = false

  @Option(help: ArgumentHelp("Name of the features in the results.", valueName: "name"))
  var label: String?

  func validate() throws {
    if output == "-" && (summary || metrics == "-") {
      throw ValidationError("-o - leaves standard output to the predictions; use --metrics FILE")
    }
    if let label, label.isEmpty || label.contains(where: { "\t\n\r".contains($0) }) {
      throw ValidationError("--label must be a name without tabs")
    }
  }
}

struct TableOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Only print the predictions of this file as a table.", valueName: "predictions.h5"))
  var toTsv: String?

  @Option(
    name: .customLong("features"),
    help: ArgumentHelp(
      "Features and model to print, such as tucker+ridge (default: all).", valueName: "names"))
  var featureLists: [String] = []

  @Option(help: ArgumentHelp("Run to print, from 1.", valueName: "n"))
  var run: Int?

  @Flag(help: "Print all runs.")
  var allRuns = false

  func validate() throws {
    if let run, run < 1 { throw ValidationError("--run must be 1 or more, not \(run)") }
    if run != nil && allRuns { throw ValidationError("give one of --run and --all-runs") }
    if toTsv == nil, run != nil || allRuns || !featureLists.isEmpty {
      throw ValidationError("--features, --run and --all-runs go with --to-tsv")
    }
  }
}
