internal import Evaluation
internal import Schemas
internal import Tooling

extension TablePlan {
  /// Prints predictions that were made before.
  func run(_ context: Context) throws {
    let lines = try context.readHDF5(path, .predictions) { try PredictionTable(from: $0, selection).lines }
    try context.writeText(output, ([PredictionTable.header] + lines).joined(separator: "\n") + "\n")
  }
}
