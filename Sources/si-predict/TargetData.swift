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
  /// Values of each indicator; NaN where left out.
  let indicators: [(name: String, values: [Double])]
  /// NaN where unknown; empty when the indicators' file gives none.
  let coordinates: [SIMD2<Double>]

  /// - Parameter file: the label, and the file of the city's indicators.
  init(_ file: NamedFile, _ sets: [FeatureSet], _ options: DataOptions, _ context: Context) throws {
    label = file.name
    let (bytes, name) = try context.readBytes(file.path)
    let table = try IndicatorTable(parsing: bytes, name: name, indicators: options.indicatorNames)
    let sources = sets.flatMap { set in
      set.transferred.filter { $0.label == file.name }.map { (set: set.name, files: $0.sources) }
    }
    let files = sources.flatMap(\.files)
    let embedded = files.contains(where: \.isGraph) ? nil : files.first?.table.ids
    var join = RegionJoin(embedded ?? table.ids, allowMissing: options.allowMissing)
    for source in files { try join.keep(source.table.ids, source.file) }
    try join.keep(table.ids, name)
    let ids = try join.finish(context)
    self.ids = ids
    features = Dictionary(sources.map { ($0.set, $0.files.map { $0.table.selecting(ids) }) }) { first, _ in
      first
    }
    indicators = try RegionData.select(table, ids, options, context)
    // The city may have no map: only what needs one then goes without.
    let places = try context.coordinates(in: bytes, name: name, needed: false)
    coordinates = places.map { places in ids.map { places[$0] ?? SIMD2(.nan, .nan) } } ?? []
  }
}
