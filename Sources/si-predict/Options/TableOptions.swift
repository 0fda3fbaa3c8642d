import ArgumentParser

struct TableOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Only print the predictions of this file as a table.", valueName: "predictions.h5"),
    completion: .file())
  var toTsv: String?

  @Option(
    name: [.customLong("from"), .customLong("load-model")],
    help: ArgumentHelp(
      "Fit nothing: apply the models that --save wrote to every region of the features.",
      valueName: "predictor.h5"), completion: .file())
  var loadModel: String?

  @Option(
    name: .customLong("features"),
    help: ArgumentHelp(
      "Features and model to print or apply, such as tucker+ridge (default: all).", valueName: "names"))
  var featureLists: [String] = []

  @Option(help: ArgumentHelp("Run to print, from 1.", valueName: "n"))
  var run: Int?

  @Flag(help: "Print all runs.")
  var allRuns = false

  func validate() throws {
    if let run, run < 1 { throw ValidationError("--run must be 1 or more, not \(run)") }
    if run != nil && allRuns { throw ValidationError("give one of --run and --all-runs") }
    if toTsv != nil && loadModel != nil { throw ValidationError("give one of --to-tsv and --from") }
    if toTsv == nil, run != nil || allRuns { throw ValidationError("--run and --all-runs go with --to-tsv") }
    if toTsv == nil && loadModel == nil && !featureLists.isEmpty {
      throw ValidationError("--features goes with --to-tsv and --from")
    }
  }
}
