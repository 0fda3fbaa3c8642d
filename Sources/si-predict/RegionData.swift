internal import Evaluation
internal import Images
internal import Logging
internal import Schemas
internal import Support
internal import Tables
internal import Tooling

/// Everything that is known about the regions to evaluate, in one order: features, indicators, coordinates.
struct RegionData {
  /// Sorted, so that the order of rows in a file changes nothing.
  let ids: [String]
  let features: [FeatureSet]
  /// Values of each indicator; NaN where left out.
  let indicators: [(name: String, values: [Double])]
  /// NaN where unknown; empty when no file gives any.
  let coordinates: [SIMD2<Double>]
  let split: SplitTable?
  /// The block of each region, for `--blocks`.
  let blockLabels: [String]
  /// Other cities that models are transferred to.
  let targets: [TargetData]

  init(_ tool: SiPredict, _ context: Context) throws {
    let sets = try tool.featureFiles().map { try FeatureSet($0, context) }
    let joins = try tool.featureJoins()
    let (bytes, name) = try context.readBytes(tool.data.requireIndicators())
    let indicatorTable = try IndicatorTable(parsing: bytes, name: name, indicators: tool.data.indicatorNames)
    split = try Self.readSplit(tool.split, context)
    let blocks = try tool.split.blocks.map {
      try BlockTable(context.readTable($0), column: tool.split.blockColumn)
    }

    // A graph embedding has entities that are no regions, so it cannot say which regions there are.
    let listed = try tool.data.regions.map { try context.readIdentifiers($0) }
    let isGraph = sets.contains { $0.sources.contains(where: \.isGraph) }
    let embedded = isGraph ? nil : sets.first?.sources.first?.table.ids
    var join = RegionJoin(
      listed ?? split?.ids ?? embedded ?? indicatorTable.ids, allowMissing: tool.data.allowMissing)
    if let split, listed != nil { try join.keep(split.ids, "the split") }
    for source in sets.flatMap(\.sources) { try join.keep(source.table.ids, source.file) }
    try join.keep(indicatorTable.ids, name)
    if let blocks { try join.keep(Array(blocks.labels.keys), blocks.name) }

    let needsCoordinates =
      tool.models.baselines.contains(.coordinates) || tool.split.blockSize != nil
      || tool.split.clusterBlocks != nil || tool.statistics.moran || joins.contains(where: \.usesTrend)
    let coordinateTable = try Self.readCoordinates(
      tool.data, needed: needsCoordinates, indicatorBytes: bytes, indicatorName: name, context)
    if let coordinateTable, needsCoordinates { try join.keep(coordinateTable.ids, coordinateTable.name) }

    let ids = try join.finish(context)
    self.ids = ids
    let coordinates = coordinateTable.map { table in ids.map { table[$0] ?? SIMD2(.nan, .nan) } } ?? []
    self.coordinates = coordinates
    let selected = sets.map { $0.selecting(ids) }
    features = selected + joins.map { $0.features(selected, ids, coordinates) }
    blockLabels = blocks.map { blocks in ids.map { blocks.labels[$0] ?? "" } } ?? []
    indicators = try Self.select(indicatorTable, ids, tool.data, context)
    targets = try tool.targets().map { try TargetData($0, sets, tool.data, context) }
  }

  private static func readSplit(_ options: SplitOptions, _ context: Context) throws -> SplitTable? {
    if let path = options.split { return try SplitTable(context.readTable(path)) }
    guard let indices = options.splitIndex, let regions = options.splitRegions else { return nil }
    return try SplitTable(
      indices: list([indices]).map { try context.readTable($0) }, regions: context.readTable(regions))
  }

  /// Coordinates from their file, else from the indicators if those have any.
  private static func readCoordinates(
    _ options: DataOptions, needed: Bool, indicatorBytes: [UInt8], indicatorName: String, _ context: Context
  ) throws -> CoordinateTable? {
    if let path = options.coordinates { return try context.readCoordinates(path) }
    let table = try context.coordinates(in: indicatorBytes, name: indicatorName, needed: needed)
    guard needed, table == nil else { return table }
    throw Failure.data(
      indicatorName, "has no columns lon and lat; --coordinates names a file that has coordinates")
  }

  /// The values of `ids`; NaN where unknown, if that is allowed.
  static func select(
    _ table: IndicatorTable, _ ids: [String], _ options: DataOptions, _ context: Context
  ) throws -> [(name: String, values: [Double])] {
    let rows = Dictionary(table.ids.enumerated().map { ($1, $0) }) { first, _ in first }
    return try zip(table.indicators, table.columns).map { indicator, column in
      let values = ids.map { rows[$0].map { column[$0] } ?? .nan }
      let unknown = values.count(where: \.isNaN)
      if unknown > 0, let first = values.firstIndex(where: \.isNaN) {
        guard options.dropMissing else {
          throw Failure.data(
            table.name,
            "has no \(indicator) of region \(ids[first]) (\(unknown) of \(ids.count) missing); --drop-missing leaves such regions out"
          )
        }
        context.log.notice("\(indicator): \(unknown) of \(ids.count) regions without a value left out")
      }
      return (indicator, values)
    }
  }
}
