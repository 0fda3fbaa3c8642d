import ArgumentParser
internal import Evaluation
internal import Tooling

/// Estimates of all regions that a command line asks for.
struct EstimatePlan {
  let settings: EstimateSettings
  let output: EstimateOutput
  /// What they are to add up to.
  let totals: TotalsPlan?

  /// - Returns: nil where none are asked for.
  /// - Throws: `ValidationError` where they are to be written but not made, or two things to standard output.
  init?(_ tool: SiPredict) throws {
    let (fill, results) = (tool.fill, tool.results)
    guard fill.fill else {
      try tool.refuseEstimates()
      return nil
    }
    settings = fill.settings
    output = EstimateOutput(
      fill, json: tool.common.json, standard: results.output == nil && results.saveModel != "-" ? "-" : nil)
    totals = try TotalsPlan(tool.totals, of: tool.data.indicatorNames)
    if output.path == "-",
      results.output == "-" || results.saveModel == "-" || results.summary || results.metrics == "-"
    {
      throw ValidationError("estimates take standard output; use --estimates FILE")
    }
  }
}

extension SiPredict {
  /// - Throws: `ValidationError` for options of estimates where none are made.
  func refuseEstimates(_ need: String = "go with --fill") throws {
    try fill.refuse(need)
    try refuseTotals()
  }

  /// - Throws: `ValidationError` for totals that nothing is to add up to.
  func refuseTotals() throws {
    if totals.totals != nil { throw ValidationError("--totals goes with --fill") }
  }
}
