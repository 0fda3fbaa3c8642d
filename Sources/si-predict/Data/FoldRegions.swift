internal import Evaluation
internal import Support
internal import Tables
internal import Tooling

/// What folds are drawn by.
protocol FoldableRegions {
  /// Sorted.
  var ids: [String] { get }
  /// Rows that folds divide.
  var surveyed: [Int] { get }
  /// Longitude and latitude in degrees; empty where nothing needs them.
  var coordinates: [SIMD2<Double>] { get }
  /// The block of each region, for `--blocks`.
  var blockLabels: [String] { get }
}

extension RegionData: FoldableRegions {}

/// Regions that are only to be divided.
struct FoldRegions: FoldableRegions {
  let ids: [String]
  let coordinates: [SIMD2<Double>]
  let blockLabels: [String]

  var surveyed: [Int] { Array(ids.indices) }

  /// Reads every input that the plan names, each once.
  /// - Throws: `Failure` (EX_DATAERR) where files do not join.
  init(_ plan: FoldPlan, _ context: Context) throws {
    let blocks = try plan.division.readBlocks(context)
    let listed = try plan.regions.map { try context.readRegions($0) }
    let indicators = try plan.indicators.map { try context.readBytes($0) }
    var places = try plan.coordinates.map { try context.readPlaces($0) }
    if places == nil, plan.division.needsCoordinates, let indicators {
      guard let table = try context.coordinates(in: indicators.bytes, name: indicators.name, needed: true)
      else {
        throw Failure.data(
          indicators.name, "has no columns lon and lat; --coordinates names a file that has coordinates")
      }
      places = (table, table.ids)
    }
    let known =
      try listed
      ?? indicators.map { try IdentifierList.parse($0.bytes, name: $0.name, context.rules) }
      ?? places?.regions
    var join = try RegionJoin(known ?? [], allowMissing: plan.allowMissing, context.rules)
    let blocksHere = blocks?.renamed(join.resolve)
    let table = try places?.coordinates.renamed(join.resolve)
    if let blocksHere { try join.keep(Array(blocksHere.labels.keys), blocksHere.name) }
    if let table, plan.division.needsCoordinates { try join.keep(table.ids, table.name) }
    let ids = try join.finish(context)
    self.ids = ids
    coordinates = table.map { table in ids.map { table[$0] ?? SIMD2(.nan, .nan) } } ?? []
    blockLabels = blocksHere.map { blocks in ids.map { blocks.labels[$0] ?? "" } } ?? []
  }
}
