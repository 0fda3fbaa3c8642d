import ArgumentParser

struct TableOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Only print the predictions of this file as a table.", valueName: "predictions.h5"),
    completion: .file())
  var toTsv: String?

  @Option(
    help: ArgumentHelp(
      "Only print the polygons of --regions FILE with the estimates of this file, as GeoJSON.",
      valueName: "predictions.h5"), completion: .file())
  var toGeojson: String?

  @Option(help: ArgumentHelp("Property that names a region's polygon, for --to-geojson.", valueName: "name"))
  var regionId: String?

  @Option(
    name: [.customLong("from"), .customLong("load-model")],
    help: ArgumentHelp(
      "Fit nothing: apply the models that --save wrote to every region of the features.",
      valueName: "predictor.h5"), completion: .file())
  var loadModel: String?

  @Flag(
    help:
      "Only score predictions: the files are tables of them, as --to-tsv prints or another program writes, or what -o wrote; their test regions are pooled."
  )
  var score = false

  @Option(
    help: ArgumentHelp(
      "With --score, as if the mean of each group of regions were known: shift the predictions of a group, on the scale that they are on, to the mean of its labels. The column of --groups that names the group.",
      valueName: "column"))
  var knownMeansBy: String?

  @Option(
    name: .customLong("features"),
    help: ArgumentHelp(
      "Features and model to print, apply or score, such as tucker+ridge (default: all).", valueName: "names")
  )
  var featureLists: [String] = []

  @Option(help: ArgumentHelp("Run to print, from 1.", valueName: "n"))
  var run: Int?

  @Flag(help: "Print all runs.")
  var allRuns = false

  /// The options that are given which fit nothing and work on files of before.
  var modes: [String] {
    [
      ("--to-tsv", toTsv != nil), ("--from", loadModel != nil), ("--to-geojson", toGeojson != nil),
      ("--score", score),
    ].filter(\.1).map(\.0)
  }

  func validate() throws {
    if let run, run < 1 { throw ValidationError("--run must be 1 or more, not \(run)") }
    if run != nil && allRuns { throw ValidationError("give one of --run and --all-runs") }
    if modes.count > 1 { throw ValidationError("give one of \(modes.joined(separator: " and "))") }
    if regionId != nil && toGeojson == nil { throw ValidationError("--region-id goes with --to-geojson") }
    if toTsv == nil, run != nil || allRuns { throw ValidationError("--run and --all-runs go with --to-tsv") }
    if modes.isEmpty && !featureLists.isEmpty {
      throw ValidationError("--features goes with --to-tsv, --to-geojson, --from and --score")
    }
    if knownMeansBy != nil && !score { throw ValidationError("--known-means-by goes with --score") }
  }
}
