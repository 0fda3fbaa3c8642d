import ArgumentParser
internal import Tooling

/// Folds to print, which nothing is fitted by here.
struct FoldPlan {
  let division: Division
  let folds: FoldCount
  let blocks: Division.Blocks
  /// The files that say which regions there are, the first that is given.
  let regions: String?
  let indicators: String?
  let coordinates: String?
  let allowMissing: Bool
  /// The fold that tests, where a split is to be printed; nil for the folds themselves.
  let tested: Int?
  let output: String
  let isJSON: Bool

  /// - Throws: `ValidationError` for options that do not go together.
  init(_ tool: SiPredict) throws {
    let (data, split, results) = (tool.data, tool.split, tool.results)
    let others: [Any?] = [
      split.given.split, split.given.splitIndex, split.buffer, try tool.coverage.study(), results.metrics,
      results.saveModel,
      results.label,
    ]
    guard others.allSatisfy({ $0 == nil }), !tool.fill.fill, !results.summary, tool.features.isEmpty,
      tool.apply.isEmpty && tool.target.isEmpty && tool.join.isEmpty && tool.models.baselineLists.isEmpty
    else {
      throw ValidationError(
        "--print-folds fits nothing: it takes --folds, blocks, --seed, --regions, --indicators, --coordinates, --allow-missing, --test-fold and -o"
      )
    }
    try tool.refuseEstimates()
    guard split.seeds == 1 else { throw ValidationError("--print-folds prints those of one --seed") }
    division = try split.division()
    guard case .folds(let folds, let blocks, _) = division else {
      throw ValidationError("--print-folds needs --folds")
    }
    self.folds = folds
    self.blocks = blocks
    regions = data.regions
    indicators = data.indicators
    coordinates = data.coordinates
    guard regions != nil || indicators != nil || coordinates != nil else {
      throw ValidationError("--print-folds needs --regions FILE, --indicators or --coordinates")
    }
    if division.needsCoordinates, indicators == nil, coordinates == nil {
      throw ValidationError("--block-size and --cluster-blocks need --coordinates FILE")
    }
    allowMissing = data.allowMissing
    tested = split.testFold
    output = results.output ?? "-"
    isJSON = tool.common.json
    let inputs = [regions, indicators, coordinates].compactMap(\.self) + division.paths
    if inputs.count(where: { $0 == "-" }) > 1 {
      throw ValidationError("standard input can be read once only")
    }
  }
}
