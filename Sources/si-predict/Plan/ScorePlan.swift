import ArgumentParser
internal import Evaluation
internal import Prediction
internal import Support
internal import Tooling

/// Scores of predictions that were made before.
struct ScorePlan {
  /// Tables and files of predictions; a name is that of the features where a table does not say it.
  let files: [NamedFile]
  let regions: String?
  let allowMissing: Bool
  /// Names of what to score; nil for all.
  let indicators: [String]?
  let features: [String]?
  /// The scales of tables, which do not say them.
  let transforms: LabelTransforms
  let splitName: String
  /// The column of groups whose mean is known, and their table.
  let means: (column: String, groups: String)?
  /// What was held out together.
  let blocks: (path: String, column: String?)?
  let statistics: EvaluationStatistics
  let results: ResultOptions
  let isJSON: Bool

  /// - Throws: `ValidationError` for options that do not go together.
  init(_ tool: SiPredict) throws {
    let (data, split, results, statistics) = (tool.data, tool.split, tool.results, tool.statistics)
    let others: [Any?] = [
      data.indicators, data.coordinates, split.given.split, split.given.splitIndex, split.folds, split.buffer,
      split.blockSize, split.clusterBlocks, results.output, results.saveModel, results.label,
      try tool.coverage.study(),
    ]
    guard others.allSatisfy({ $0 == nil }), !tool.fill.fill, !data.dropMissing,
      !statistics.moran, !statistics.distances,
      tool.apply.isEmpty && tool.target.isEmpty && tool.join.isEmpty && tool.models.baselineLists.isEmpty
    else {
      throw ValidationError(
        "--score fits nothing: it takes files of predictions, --indicator, --features, --regions, --transform, --known-means-by, --split-label, --bootstrap, --versus, --blocks, --metrics and --summary"
      )
    }
    try tool.refuseEstimates()
    guard !tool.features.isEmpty else { throw ValidationError("--score needs a file of predictions") }
    files = tool.features.map(NamedFile.init)
    regions = data.regions
    allowMissing = data.allowMissing
    func names(_ list: [String]) -> [String]? { list.isEmpty ? nil : list }
    indicators = names(data.indicatorNames)
    features = names(list(tool.table.featureLists))
    transforms = try tool.transform.transforms(of: indicators)
    splitName = split.splitLabel ?? "pooled"
    means = try tool.table.knownMeansBy.map { column in
      guard let groups = tool.totals.groups else {
        throw ValidationError("--known-means-by needs --groups FILE, the table of the regions' groups")
      }
      return (column, groups)
    }
    blocks = split.blocks.map { ($0, split.blockColumn) }
    let hasStatistics = statistics.bootstrap != nil || !statistics.versus.isEmpty
    if blocks != nil, !hasStatistics {
      throw ValidationError("with --score, --blocks says what --bootstrap and --versus keep together")
    }
    self.statistics = statistics.statistics(seed: tool.common.seed)
    self.results = results
    isJSON = tool.common.json
    for file in files {
      if file.path.isEmpty { throw ValidationError("'\(file.name)=' names no file") }
      if file.isNamed { try checkLabel(file.name, of: "the name of features") }
    }
    let inputs = files.map(\.path) + [regions, means?.groups, blocks?.path].compactMap(\.self)
    if inputs.count(where: { $0 == "-" }) > 1 {
      throw ValidationError("standard input can be read once only")
    }
  }

  /// Whether regions are resampled or compared.
  var comparesRegions: Bool { statistics.bootstrap != nil || !statistics.baselines.isEmpty }
}
