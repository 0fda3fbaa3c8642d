internal import Images
internal import Logging
internal import Schemas
internal import Support
internal import Tables
internal import Tooling

/// The regions of another city, to predict by the models of the first.
struct TargetData {
  let label: String
  let ids: [String]
  /// Features by the name of the set whose models predict with them.
  let features: [String: [EmbeddingTable]]
  /// What is known of the indicators there, to judge predictions by; NaN where unknown.
  let indicators: [Indicator]
  /// NaN where unknown; empty when the indicators' file gives none.
  let coordinates: [SIMD2<Double>]

  /// - Throws: `Failure` (EX_DATAERR) where files do not join, or nothing says which regions there are.
  init(_ target: TargetFile, _ sets: [FeatureSet], _ plan: PredictionPlan, _ context: Context) throws {
    label = target.label
    let names = plan.indicators.names
    var source = try target.path.map {
      try IndicatorSource($0, names, on: plan.transforms, isOptional: true, context)
    }
    var transferred = sets.flatMap { set in
      set.transferred.filter { $0.label == target.label }.map { (set: set.name, files: $0.sources) }
    }
    var files = transferred.flatMap(\.files)
    let embedded = files.contains(where: \.isGraph) ? nil : files.first?.table.ids
    guard let known = embedded ?? source?.table.ids else {
      throw Failure.usage(
        "entities of a graph need not be regions: --target \(target.label)=FILE says which are, with or without indicators"
      )
    }
    var join = try RegionJoin(known, allowMissing: plan.data.allowMissing, context.rules)
    if context.rules.normalisesIDs {
      source = try source?.renamed(join.resolve)
      transferred = try transferred.map { ($0.set, try $0.files.map { try $0.renamed(join.resolve) }) }
      files = transferred.flatMap(\.files)
    }
    for source in files { try join.keep(source.table.ids, source.file) }
    // Labels are only to judge by: without them there are predictions.
    if let source, plan.data.allowMissing, plan.estimates == nil {
      try join.keep(source.table.ids, source.file)
    }
    let ids = try join.finish(context)
    if let source, let first = files.first, !source.joins(ids) {
      let why = IdentifierJoin.explanation(missing: ids, found: source.table.ids, joinsNothing: true)
      throw Failure.data(source.file, "names no region of \(first.file): their ids do not join\(why)")
    }
    self.ids = ids
    features = Dictionary(transferred.map { ($0.set, $0.files.map { $0.table.selecting(ids) }) }) {
      first, _ in first
    }
    indicators = try source?.values(of: ids, missing: .unjudged, context) ?? []
    // The city may have no map: only what needs places then goes without.
    let places = try source?.coordinatesIfGiven(needed: plan.targetsNeedCoordinates, context)
    coordinates = places.map { places in ids.map { places[$0] ?? SIMD2(.nan, .nan) } } ?? []
  }
}
