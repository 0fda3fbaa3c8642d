import ArgumentParser

struct ResultOptions: ParsableArguments {
  @Option(
    name: [.long, .customShort("o", allowingJoined: true)],
    help: ArgumentHelp(
      "Write the predictions to this HDF5 file (with --to-tsv, the table to this file); - is standard output, which then carries no table.",
      valueName: "file"), completion: .file())
  var output: String?

  @Option(
    help: ArgumentHelp("Write the table of scores here (default: standard output).", valueName: "file"),
    completion: .file())
  var metrics: String?

  @Flag(help: "Print the test scores as an aligned table for people instead.")
  var summary = false

  @Option(
    name: [.customLong("save"), .customLong("save-model")],
    help: ArgumentHelp(
      "Also fit each model to all that may train it and write them to this HDF5 file, for --from; - is standard output.",
      valueName: "predictor.h5"), completion: .file())
  var saveModel: String?

  @Option(help: ArgumentHelp("Name of the features in the results.", valueName: "name"))
  var label: String?

  func validate() throws {
    if output == "-" && (summary || metrics == "-") {
      throw ValidationError("-o - leaves standard output to the predictions; use --metrics FILE")
    }
    if saveModel == "-" && (output == "-" || summary || metrics == "-") {
      throw ValidationError("--save - leaves standard output to the models; use --metrics FILE")
    }
    if let label { try checkLabel(label, of: "--label") }
  }
}
