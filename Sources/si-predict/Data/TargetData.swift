internal import Images
internal import Schemas
internal import Tables
internal import Tooling

/// The regions of another city, to judge the models of the first on.
struct TargetData {
  let label: String
  let ids: [String]
  /// Features by the name of the set whose models predict with them.
  let features: [String: [EmbeddingTable]]
  let indicators: [Indicator]
  /// NaN where unknown; empty when the indicators' file gives none.
  let coordinates: [SIMD2<Double>]

  /// - Parameter file: the label, and the file of the city's indicators.
  init(_ file: NamedFile, _ sets: [FeatureSet], _ plan: PredictionPlan, _ context: Context) throws {
    label = file.name
    let source = try IndicatorSource(file.path, plan.indicators.names, on: plan.transforms, context)
    let transferred = sets.flatMap { set in
      set.transferred.filter { $0.label == file.name }.map { (set: set.name, files: $0.sources) }
    }
    let files = transferred.flatMap(\.files)
    let embedded = files.contains(where: \.isGraph) ? nil : files.first?.table.ids
    var join = RegionJoin(embedded ?? source.table.ids, allowMissing: plan.data.allowMissing)
    for source in files { try join.keep(source.table.ids, source.file) }
    try join.keep(source.table.ids, source.file)
    let ids = try join.finish(context)
    self.ids = ids
    features = Dictionary(transferred.map { ($0.set, $0.files.map { $0.table.selecting(ids) }) }) {
      first, _ in first
    }
    indicators = try source.values(of: ids, dropMissing: plan.data.dropMissing, context)
    // The city may have no map: only what needs places then goes without.
    let places = try source.coordinatesIfGiven(needed: plan.targetsNeedCoordinates, context)
    coordinates = places.map { places in ids.map { places[$0] ?? SIMD2(.nan, .nan) } } ?? []
  }
}
