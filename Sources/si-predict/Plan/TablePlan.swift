import ArgumentParser
internal import Evaluation
internal import Tooling

/// A table of predictions that were made before.
struct TablePlan {
  /// The file of predictions.
  let path: String
  let selection: PredictionTable.Selection
  let output: String
  /// Where the estimates of the file go instead of its predictions.
  let estimates: EstimateOutput?

  /// - Throws: `ValidationError` for options that do not go together.
  init(_ path: String, _ tool: SiPredict) throws {
    guard tool.features.isEmpty && tool.apply.isEmpty && tool.join.isEmpty else {
      throw ValidationError("--to-tsv prints one file of predictions and takes no features")
    }
    if tool.target.count > 1 { throw ValidationError("--to-tsv prints one --target at a time") }
    let fill = tool.fill
    if fill.fill || fill.estimate != .median || fill.isLevelGiven || fill.scaledIntervals {
      throw ValidationError("--to-tsv prints what a run with --fill estimated; it estimates nothing itself")
    }
    if fill.estimates == nil { try tool.refuseEstimates("go with --estimates") }
    try tool.refuseTotals()
    func names(_ list: [String]) -> [String]? { list.isEmpty ? nil : list }
    self.path = path
    selection = PredictionTable.Selection(
      indicators: names(tool.data.indicatorNames), features: names(list(tool.table.featureLists)),
      run: tool.table.allRuns ? nil : (tool.table.run ?? 1) - 1, target: tool.target.first)
    output = tool.results.output ?? "-"
    estimates = fill.estimates.map { _ in EstimateOutput(fill, json: tool.common.json, standard: nil) }
  }
}
