import ArgumentParser
internal import Evaluation
internal import Tooling

/// The application of saved models.
struct ApplicationPlan {
  /// The file of models.
  let path: String
  let features: [FeatureFiles]
  /// Names of features whose file was not given one.
  let unnamed: Set<String>
  let coordinates: String?
  let regions: String?
  let allowMissing: Bool
  /// Names of what to apply; nil for all.
  let labels: [String]?
  let indicators: [String]?
  let output: String?
  /// How regions are estimated by models that were saved with their bounds.
  let settings: EstimateSettings
  /// Whether something is asked for that only such models can say.
  let needsEstimates: Bool
  let estimates: EstimateOutput
  let json: Bool

  /// - Throws: `ValidationError` for options that do not go together.
  init(_ path: String, _ tool: SiPredict) throws {
    let (data, split, results) = (tool.data, tool.split, tool.results)
    let others: [Any?] = [
      data.indicators, split.given.split, split.given.splitIndex, split.folds, split.buffer,
      results.saveModel,
      results.metrics,
      results.label,
    ]
    guard others.allSatisfy({ $0 == nil }), !results.summary, !data.dropMissing, !tool.transform.isGiven,
      tool.apply.isEmpty && tool.target.isEmpty && tool.join.isEmpty && tool.models.baselineLists.isEmpty
    else {
      throw ValidationError(
        "--from fits and scores nothing: it takes features, --indicator, --features, --coordinates, --regions, --allow-missing, -o and options of estimates"
      )
    }
    if tool.fill.fill { throw ValidationError("--fill fits models; --from applies those of before") }
    try tool.refuseTotals()
    func names(_ list: [String]) -> [String]? { list.isEmpty ? nil : list }
    self.path = path
    features = try FeatureFiles.sets(features: tool.features)
    unnamed = Set(tool.features.map(NamedFile.init).filter { !$0.isNamed }.map(\.name))
    coordinates = data.coordinates
    regions = data.regions
    allowMissing = data.allowMissing
    labels = names(list(tool.table.featureLists))
    indicators = names(data.indicatorNames)
    output = results.output
    settings = tool.fill.settings
    needsEstimates = tool.fill.isGiven
    estimates = EstimateOutput(tool.fill, json: tool.common.json, standard: results.output == "-" ? nil : "-")
    if estimates.path == "-", output == "-" {
      throw ValidationError("-o - leaves standard output to the predictions; use --estimates FILE")
    }
    json = tool.common.json
    let inputs = [path, coordinates, regions].compactMap(\.self) + features.flatMap(\.paths)
    if inputs.count(where: { $0 == "-" }) > 1 {
      throw ValidationError("standard input can be read once only")
    }
  }
}
