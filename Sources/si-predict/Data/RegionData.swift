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
  /// Rows that folds divide: all, but for those without any label where such are to be estimated.
  let surveyed: [Int]
  let features: [FeatureSet]
  let indicators: [Indicator]
  /// NaN where unknown; empty when no file gives any.
  let coordinates: [SIMD2<Double>]
  let split: SplitTable?
  /// The block of each region, for `--blocks`.
  let blockLabels: [String]
  /// What estimates are to add up to.
  let totals: KnownTotals?
  /// Other cities that models are transferred to.
  let targets: [TargetData]

  /// Reads every input that the plan names, each once.
  init(_ plan: PredictionPlan, _ context: Context) throws {
    var sets = try plan.features.map { try FeatureSet($0, context) }
    var source = try IndicatorSource(
      plan.indicators.path, plan.indicators.names, on: plan.transforms, context)
    var split = try Self.readSplit(plan.division, context)
    var blocks = try plan.division.readBlocks(context)

    let listed = try plan.data.regions.map { try context.readRegions($0) }
    let places = try plan.data.coordinates.map { try context.readPlaces($0) }
    // A graph embedding has entities that are no regions, so it cannot say which regions there are.
    let isGraph = sets.contains { $0.sources.contains(where: \.isGraph) }
    let embedded = isGraph ? nil : sets.first?.sources.first?.table.ids
    let known: [String]
    if plan.estimates == nil {
      known = listed ?? split?.ids ?? embedded ?? source.table.ids
    } else {
      let others = embedded == nil ? places?.regions ?? [] : []
      known =
        listed
        ?? IdentifierJoin.union(
          [embedded ?? source.table.ids, others, split?.ids ?? []], normalises: context.rules.normalisesIDs)
    }
    var join = try RegionJoin(known, allowMissing: plan.data.allowMissing, context.rules)
    if context.rules.normalisesIDs {
      sets = try sets.map { try $0.renamed(join.resolve) }
      source = try source.renamed(join.resolve)
      split = try split?.renamed(in: "the split", join.resolve)
      blocks = blocks?.renamed(join.resolve)
    }
    self.split = split
    let coordinateTable =
      try places?.coordinates.renamed(join.resolve)
      ?? source.coordinates(needed: plan.needsCoordinates, context)
    if plan.estimates != nil {
      let teaching = source.surveyed
      join.require(split.map { teaching.intersection($0.ids) } ?? teaching)
    } else if let split, listed != nil {
      try join.keep(split.ids, "the split")
    }
    for source in sets.flatMap(\.sources) { try join.keep(source.table.ids, source.file) }
    if plan.estimates == nil { try join.keep(source.table.ids, source.file) }
    if let blocks { try join.keep(Array(blocks.labels.keys), blocks.name, requiredOnly: true) }
    if let coordinateTable, plan.needsCoordinates {
      try join.keep(
        coordinateTable.ids, coordinateTable.name, requiredOnly: !plan.needsCoordinatesOfAll)
    }

    let ids = try join.finish(context)
    self.ids = ids
    indicators = try source.values(
      of: ids, missing: plan.estimates != nil ? .filled : plan.data.dropMissing ? .dropped : .refused,
      context)
    if plan.estimates != nil, isGraph, listed == nil,
      indicators.allSatisfy({ !$0.values.contains(where: \.isNaN) })
    {
      context.log.notice(
        "every region has a label; entities of a graph need not be regions: --regions kg.h5 or FILE says which are"
      )
    }
    let values = indicators.map(\.values)
    surveyed = ids.indices.filter { row in
      plan.estimates == nil || values.contains { !$0[row].isNaN }
    }
    let coordinates = coordinateTable.map { table in ids.map { table[$0] ?? SIMD2(.nan, .nan) } } ?? []
    self.coordinates = coordinates
    let selected = sets.map { $0.selecting(ids) }
    features =
      selected
      + plan.joins.map { [surveyed] in FeatureSet($0, of: selected, ids, coordinates, learning: surveyed) }
    blockLabels = blocks.map { blocks in ids.map { blocks.labels[$0] ?? "" } } ?? []
    totals = try plan.estimates?.totals.map { try KnownTotals($0, source, ids, context) }
    targets = try plan.targets.map { try TargetData($0, sets, plan, context) }
  }

  private static func readSplit(_ division: Division, _ context: Context) throws -> SplitTable? {
    switch division {
    case .table(let path, _): try SplitTable(context.readTable(path))
    case .indices(let paths, let regions, _):
      try SplitTable(indices: paths.map { try context.readTable($0) }, regions: context.readTable(regions))
    case .folds: nil
    }
  }
}
