import ArgumentParser
internal import Evaluation
internal import Prediction
internal import Support
internal import Tooling

/// An evaluation that a command line asks for, checked as far as can be before any file is read.
struct PredictionPlan {
  let features: [FeatureFiles]
  let joins: [FeatureJoin]
  /// Other cities.
  let targets: [TargetFile]
  /// The file of the indicators, and which of them to predict.
  let indicators: (path: String, names: [String])
  let transforms: LabelTransforms
  let data: DataOptions
  let division: Division
  /// Metres around tested regions within which none trains; nil without.
  let buffer: Double?
  /// The name of the split in results.
  let splitName: String
  let models: [PredictorKind]
  let baselines: [PredictorKind]
  let settings: PredictorSettings
  let statistics: EvaluationStatistics
  /// Whether to say how far tested regions are from the nearest label.
  let distances: Bool
  let seed: UInt64
  /// One a run; at least one for each replicate.
  let seeds: [UInt64]
  let results: ResultOptions
  /// What estimates of all regions are to be, and where they go; nil without.
  let estimates: EstimatePlan?
  /// Shares of the labels to hide and fill, and how often; nil where folds are scored.
  let study: (shares: [Double], draws: Int, settings: EstimateSettings)?
  let json: Bool

  /// - Throws: `ValidationError` or `Failure` (EX_USAGE) for options that do not go together.
  init(_ tool: SiPredict) throws {
    guard let path = tool.data.indicators else { throw ValidationError("give --indicators FILE") }
    indicators = (path, tool.data.indicatorNames)
    if indicators.names.isEmpty { throw ValidationError("--indicator names no indicator") }
    transforms = try tool.transform.transforms(of: indicators.names)
    data = tool.data
    division = try tool.split.division()
    buffer = tool.split.buffer
    splitName = tool.split.name
    models = try tool.models.models()
    baselines = try tool.models.baselines()
    if tool.features.isEmpty && tool.join.isEmpty && baselines.isEmpty {
      throw ValidationError("give features, or --baselines")
    }
    targets = try TargetFile.targets(tool.target)
    features = try FeatureFiles.sets(
      features: tool.features, applied: tool.apply, targets: targets.map(\.label))
    joins = try FeatureJoin.joins(tool.join, of: features)
    settings = try tool.models.merging(
      into: tool.models.settings.merging(tool.tuning.settings) { own, _ in own }, for: models + baselines)
    statistics = tool.statistics.statistics(seed: tool.common.seed)
    distances = tool.statistics.distances
    results = tool.results
    json = tool.common.json
    study = try Self.study(tool, division)
    estimates = try study == nil ? EstimatePlan(tool) : nil
    seed = tool.common.seed
    let runs = features.map(\.paths.count).reduce(tool.split.seeds, max)
    if runs > 1, seed > UInt64.max - UInt64(runs) {
      throw ValidationError("--seed leaves no room for \(runs) seeds")
    }
    seeds = (0..<UInt64(runs)).map { tool.common.seed + $0 }
    try checkSettings()
    try checkInputs()
    try checkBaselines()
  }

  var needsCoordinates: Bool {
    division.needsCoordinates || buffer != nil || distances || statistics.moranNeighbours != nil
      || needsCoordinatesOfAll
  }

  /// Whether models cannot predict a region whose place is unknown.
  var needsCoordinatesOfAll: Bool {
    joins.contains(where: \.usesTrend) || (models + baselines).contains { $0.inputs.contains(.coordinates) }
  }

  /// Whether other cities need a map as well, where they have one.
  var targetsNeedCoordinates: Bool {
    statistics.moranNeighbours != nil || models.contains { $0.inputs.contains(.coordinates) }
  }

  /// - Throws: `ValidationError` for options that do not go with a study of coverage.
  private static func study(_ tool: SiPredict, _ division: Division) throws
    -> (shares: [Double], draws: Int, settings: EstimateSettings)?
  {
    guard let (shares, draws) = try tool.coverage.study() else { return nil }
    guard case .folds = division else { throw ValidationError("--hide goes with --folds") }
    let (results, fill) = (tool.results, tool.fill)
    guard results.output == nil, results.saveModel == nil, !results.summary, !fill.fill,
      tool.totals.totals == nil,
      fill.estimates == nil, !fill.csv, fill.estimate == .median, !fill.transformedEstimates,
      tool.target.isEmpty, !tool.statistics.isGiven, tool.split.buffer == nil
    else {
      throw ValidationError(
        "--hide prints a table of its own: it takes features, labels, --folds, models, --level, --scaled-intervals and --metrics"
      )
    }
    return (shares, draws, fill.settings)
  }

  /// Every setting must have a meaning, also of predictors that were not asked for.
  private func checkSettings() throws {
    do {
      for kind in PredictorKind.all { _ = try kind.predictor(settings, PredictorSubject(indicator: "")) }
    } catch let failure as Failure where failure.kind == .usage {
      throw ValidationError(failure.message)
    }
  }

  private func checkInputs() throws {
    let sets = features.flatMap { set in set.paths + (set.applied + set.transferred).flatMap(\.paths) }
    let tables = [indicators.path] + targets.compactMap(\.path) + division.paths
    let optional = [data.coordinates, data.regions].compactMap(\.self) + (estimates?.totals?.paths ?? [])
    if (sets + tables + optional).count(where: { $0 == "-" }) > 1 {
      throw ValidationError("standard input can be read once only")
    }
    if results.label != nil && features.count + joins.count != 1 {
      throw ValidationError("--label goes with features of one name; use NAME=FILE with several")
    }
  }

  /// - Throws: `Failure` (EX_USAGE) when --versus names no result.
  private func checkBaselines() throws {
    let labels = resultLabels
    for name in statistics.baselines {
      let own = targets.reduce(name) { $0.replacing("@\($1.label)", with: "") }
      guard !labels.contains(where: { [name, own].contains($0) || $0.hasPrefix(own + "+") }) else { continue }
      throw Failure.usage("--versus knows \(labels.joined(separator: ", ")), not '\(name)'")
    }
  }

  /// What results are called, baselines first.
  private var resultLabels: [String] {
    let sets = features.flatMap { [name(of: $0.name)] + $0.applied.map(\.label).map(variant(of: $0.name)) }
    return baselines.map(\.name)
      + (sets + joins.map { name(of: $0.name) }).flatMap { set in models.map { "\(set)+\($0.name)" } }
  }
}

/// What results are called.
extension PredictionPlan {
  func name(of set: String) -> String { results.label ?? set }

  func variant(of set: String) -> (_ label: String) -> String { { "\(name(of: set))@\($0)" } }
}
