import ArgumentParser
internal import Tables
internal import Tooling

@main struct SiPredict: Tool {
  static let configuration = CommandConfiguration(
    commandName: "si-predict",
    abstract: "Predict socioeconomic indicators from embeddings of regions, and score the predictions.",
    discussion: helpText,
    version: versionText("si-predict"))

  static let optionsWithoutEffect = [
    "--metrics=", "--summary", "--save=", "--save-model=", "--estimates=", "--csv", "--transformed-estimates",
  ]

  @Argument(
    help: ArgumentHelp(
      "Features by region, each with a name for the results (default: the file's); - is standard input. Files of one name are replicates; name=a.h5,b.h5 and 'name=part-*.h5' are one in parts. With --score, files of predictions.",
      valueName: "name=file"), completion: .file())
  var features: [String] = []

  @Option(
    help: ArgumentHelp(
      "Also predict with these features by the models of the features NAME; repeat.",
      valueName: "name@label=file"), completion: .file())
  var apply: [String] = []

  @Option(
    help: ArgumentHelp(
      "Another city, LABEL, whose features --apply NAME@LABEL=FILE gives, with its indicators where they are known: all its regions are predicted, and those with a label are test; repeat. With --to-tsv and --to-geojson, the label of the city to print.",
      valueName: "label[=file]"), completion: .file())
  var target: [String] = []

  @Option(
    help: ArgumentHelp(
      "Also features NAME, the columns of others side by side; 'trend' is a cubic trend surface over the map; repeat.",
      valueName: "name=a,b"))
  var join: [String] = []

  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "How tables are read") var tables: TableReadingOptions
  @OptionGroup(title: "Split") var split: SplitOptions
  @OptionGroup(title: "Models") var models: ModelOptions
  @OptionGroup(title: "Models") var transform: TransformOptions
  @OptionGroup(title: "Models") var tuning: TuningOptions
  @OptionGroup(title: "Statistics") var statistics: StatisticsOptions
  @OptionGroup(title: "Estimates") var fill: FillOptions
  @OptionGroup(title: "Estimates") var coverage: CoverageOptions
  @OptionGroup(title: "Estimates") var totals: TotalsOptions
  @OptionGroup(title: "Results") var results: ResultOptions
  @OptionGroup(title: "Files of before") var table: TableOptions
  @OptionGroup(title: "Files of before") var vectors: VectorOptions
  @OptionGroup(title: "Common options") var common: CommonOptions

  func validate() throws {
    // --score resamples and compares whole blocks.
    if split.isSpatial && split.folds == nil && !table.score {
      throw ValidationError("blocks go with --folds")
    }
    if split.printFolds, let other = table.modes.first {
      throw ValidationError("give one of --print-folds and \(other)")
    }
    if totals.groups != nil && totals.totals == nil && table.knownMeansBy == nil {
      throw ValidationError("--groups goes with --totals and --known-means-by")
    }
  }

  func tableRules() throws -> TableRules { try tables.rules() }

  func run(_ context: Context) throws {
    if split.printFolds {
      try FoldPlan(self).run(context)
    } else if table.score {
      try ScorePlan(self).run(context)
    } else if let path = table.toGeojson {
      try MapPlan(path, self).run(context)
    } else if let path = table.toTsv {
      try TablePlan(path, self).run(context)
    } else if let path = table.loadModel {
      try ApplicationPlan(path, self).run(context)
    } else {
      try PredictionPlan(self).run(context)
    }
  }
}
