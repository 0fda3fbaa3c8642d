internal import Evaluation
internal import Schemas
internal import Tooling

extension TablePlan {
  /// Prints predictions that were made before.
  func run(_ context: Context) throws {
    if let estimates, let target = estimates.path {
      let rows = try context.readHDF5(path, .predictions) { file in
        try EstimateFile(
          from: file, indicators: selection.indicators, labels: selection.features, target: selection.target
        ).rows(isTransformed: estimates.isTransformed)
      }
      return try context.writeText(target, try estimates.text(rows))
    }
    let table = try context.readHDF5(path, .predictions) { try PredictionTable(from: $0, selection) }
    try context.writeText(output, ([table.header] + table.lines).joined(separator: "\n") + "\n")
  }
}
