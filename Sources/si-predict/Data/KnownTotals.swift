internal import Evaluation
internal import Logging
internal import Support
internal import Tables
internal import Tooling

/// Totals that estimates are to add up to, with the groups and weights of the regions.
struct KnownTotals {
  private let benchmarks: [String: RatioBenchmark]
  private let groups: [String]
  /// Of each region, by indicator; where there are none all weigh the same.
  private let weights: [String: [Double]]
  private let keepsKnown: Bool

  /// Reads totals and groups.
  /// - Parameter ids: of the regions, all of which need a group.
  /// - Throws: `Failure` (EX_DATAERR) where the tables lack a column, a number or a region.
  init(_ plan: TotalsPlan, _ source: IndicatorSource, _ ids: [String], _ context: Context) throws {
    let indicators = source.table.indicators
    let table = try TotalsTable(context.readTable(plan.path), by: plan.column, indicators: indicators)
    for indicator in indicators where table.totals[indicator] == nil {
      context.log.notice("\(table.name): no totals of \(indicator), whose estimates stay as they are")
    }
    let (bytes, name) = try plan.groups.map { try context.readBytes($0) } ?? (source.bytes, source.file)
    guard !beginsLikeJSON(bytes) else {
      throw Failure.data(name, "is JSON: --groups names a table with the column \(plan.column)")
    }
    let join = try IdentifierJoin(ids, normalises: context.rules.normalisesIDs)
    let blocks = try BlockTable(
      DelimitedTable(parsing: bytes, name: name, context.rules), column: plan.column
    ).renamed(join.resolve)
    groups = try ids.map { id in
      guard let group = blocks.labels[id] else {
        throw Failure.data(name, "has no \(plan.column) of region \(id)")
      }
      return group
    }
    weights = try plan.weights.mapValues { column in
      let table = try IndicatorTable(parsing: bytes, name: name, indicators: [column], context.rules)
        .renamed(join.resolve)
      let values = Dictionary(zip(table.ids, table.columns[0])) { first, _ in first }
      return ids.map { values[$0] ?? .nan }
    }
    benchmarks = try Dictionary(
      uniqueKeysWithValues: table.totals.map { indicator, totals in
        (
          indicator,
          try RatioBenchmark(totals, plan.weights[indicator] == nil ? .sum : .mean, name: table.name)
        )
      })
    keepsKnown = plan.keepsKnown
  }

  /// Estimates that add up.
  /// - Parameter values: the indicator of each region, NaN where unknown.
  /// - Throws: `Failure` (EX_DATAERR) where no factor makes them.
  func scale(_ estimates: RegionEstimates, _ ids: [String], values: [Double]) throws -> RegionEstimates {
    guard let benchmark = benchmarks[estimates.indicator] else { return estimates }
    let weights = weights[estimates.indicator]
    let rows = estimates.regions.indices.filter { estimates.regions[$0] != nil }
    let factors = try benchmark.factors(
      rows.map { row in
        let isKept = keepsKnown && !values[row].isNaN
        return RatioBenchmark.Region(
          ids[row], in: groups[row], estimate: isKept ? values[row] : estimates.regions[row]?.value ?? .nan,
          weight: weights?[row] ?? 1, isKept: isKept)
      })
    return estimates.scaled(zip(rows, factors), to: benchmark.measure)
  }
}
