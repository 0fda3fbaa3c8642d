internal import Evaluation
internal import Schemas
internal import Tooling

extension SiPredict {
  /// Prints predictions that were made before.
  func printTable(of path: String, _ context: Context) throws {
    func names(_ list: [String]) -> [String]? { list.isEmpty ? nil : list }
    let selection = PredictionTable.Selection(
      indicators: names(data.indicatorNames), features: names(list(table.featureLists)),
      run: table.allRuns ? nil : (table.run ?? 1) - 1, target: target.first)
    let lines = try context.readHDF5(path, .predictions) { try PredictionTable(from: $0, selection).lines }
    try context.writeText(
      results.output ?? "-", ([PredictionTable.header] + lines).joined(separator: "\n") + "\n")
  }
}
