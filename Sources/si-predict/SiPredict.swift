import ArgumentParser
internal import Evaluation
internal import Logging
internal import Support
internal import Tooling

@main struct SiPredict: Tool {
  static let configuration = CommandConfiguration(
    commandName: "si-predict",
    abstract: "Predict socioeconomic indicators from embeddings of regions, and score the predictions.",
    discussion: helpText,
    version: versionText("si-predict"))

  static let optionsWithoutEffect = ["--metrics=", "--summary"]

  @Argument(
    help: ArgumentHelp(
      "Features by region, each with a name for the results (default: the file's); - is standard input. Files of one name are replicates.",
      valueName: "name=file"), completion: .file())
  var features: [String] = []

  @Option(
    help: ArgumentHelp(
      "Also predict with these features by the models of the features NAME; repeat.",
      valueName: "name@label=file"), completion: .file())
  var apply: [String] = []

  @Option(
    help: ArgumentHelp(
      "Indicators by region of another city, LABEL: --apply NAME@LABEL=FILE then gives its features, and all its regions are test; repeat. With --to-tsv, the label of the city to print.",
      valueName: "label=file"), completion: .file())
  var target: [String] = []

  @Option(
    help: ArgumentHelp(
      "Also features NAME, the columns of others side by side; 'trend' is a cubic trend surface over the map; repeat.",
      valueName: "name=a,b"))
  var join: [String] = []

  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Split") var split: SplitOptions
  @OptionGroup(title: "Models") var models: ModelOptions
  @OptionGroup(title: "Models") var tuning: TuningOptions
  @OptionGroup(title: "Statistics") var statistics: StatisticsOptions
  @OptionGroup(title: "Results") var results: ResultOptions
  @OptionGroup(title: "Tables") var table: TableOptions
  @OptionGroup(title: "Common options") var common: CommonOptions

  func validate() throws {
    if table.toTsv != nil {
      guard features.isEmpty && apply.isEmpty && join.isEmpty else {
        throw ValidationError("--to-tsv prints one file of predictions and takes no features")
      }
      if target.count > 1 { throw ValidationError("--to-tsv prints one --target at a time") }
      return
    }
    _ = try data.requireIndicators()
    try split.requireOne()
    if features.isEmpty && join.isEmpty && models.baselines.isEmpty {
      throw ValidationError("give features, or --baselines")
    }
    let tables = [
      data.indicators, data.coordinates, data.regions, split.split, split.splitRegions, split.blocks,
    ]
    let indices = list([split.splitIndex].compactMap { $0 })
    let inputs = (features + apply + target).map { NamedFile($0).path } + tables.compactMap { $0 } + indices
    if inputs.count(where: { $0 == "-" }) > 1 {
      throw ValidationError("standard input can be read once only")
    }
    let sets = try featureFiles()
    let joins = try featureJoins()
    if results.label != nil && sets.count + joins.count != 1 {
      throw ValidationError("--label goes with features of one name; use NAME=FILE with several")
    }
    let runs = runs(sets)
    if runs > 1, common.seed > UInt64.max - UInt64(runs) {
      throw ValidationError("--seed leaves no room for \(runs) seeds")
    }
  }

  func featureFiles() throws -> [FeatureFiles] {
    try FeatureFiles.sets(features: features, applied: apply, targets: targets().map(\.name))
  }

  /// The label of each other city, with the file of its indicators.
  func targets() throws -> [NamedFile] {
    let files = target.map(NamedFile.init)
    for (file, argument) in zip(files, target) {
      guard file.isNamed, !file.path.isEmpty, file.name != ".", !file.name.contains("\t"),
        !file.name.contains(where: \.isNewline)
      else {
        throw ValidationError("--target takes LABEL=FILE, not '\(argument)'")
      }
    }
    if Set(files.map(\.name)).count < files.count {
      throw ValidationError("--target needs a label of its own for each city")
    }
    return files
  }

  func featureJoins() throws -> [FeatureJoin] { try FeatureJoin.joins(join, of: featureFiles()) }

  /// At least one for each replicate.
  private func runs(_ sets: [FeatureFiles]) -> Int {
    sets.map(\.paths.count).reduce(split.seeds, max)
  }

  func run(_ context: Context) throws {
    if let path = table.toTsv { return try printTable(of: path, context) }
    if let output = results.output { try context.checkHDF5Output(output) }
    let regions = try RegionData(self, context)
    let runs = runs(try featureFiles())
    let evaluation = Evaluation(
      plan: try plan(for: regions), seeds: (0..<UInt64(runs)).map { common.seed + $0 })
    for set in regions.features where runs % set.replicates.count != 0 {
      context.log.notice(
        "\(set.name): \(runs) runs take its \(set.replicates.count) replicates unequally often")
    }
    let tasks = tasks(for: regions)
    context.log.info(
      "\(regions.ids.count) regions, \(tasks.count) models of \(regions.indicators.count) indicators, \(runs) runs"
    )
    try checkBaselines(tasks)
    let outcome = try evaluation.run(tasks) { context.progress("runs", total: $0) }
    let targets = try regions.targets.map {
      try evaluate(on: $0, from: regions, plan: evaluation.plan, seeds: evaluation.seeds, context)
    }
    try report(
      EvaluatedCity(
        ids: regions.ids, coordinates: regions.coordinates, plan: evaluation.plan, seeds: evaluation.seeds,
        split: split.name, tasks: tasks, results: outcome),
      targets: targets, context)
  }

  /// - Throws: `Failure` (EX_USAGE) when --versus names no result: before anything is fitted.
  private func checkBaselines(_ tasks: [Evaluation.Task]) throws {
    let labels = tasks.map(\.label)
    let targets = try targets().map(\.name)
    for name in statistics.versus {
      let own = targets.reduce(name) { $0.replacing("@\($1)", with: "") }
      guard !labels.contains(where: { [name, own].contains($0) || $0.hasPrefix(own + "+") }) else { continue }
      var seen = Set<String>()
      let known = labels.filter { seen.insert($0).inserted }
      throw Failure.usage("--versus knows \(known.joined(separator: ", ")), not '\(name)'")
    }
  }
}
