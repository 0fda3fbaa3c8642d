internal import Graphs
internal import Support
internal import Tables

/// Reads movements: rows of origin region, destination region and count (1 where there is no such column), or of trips
/// with the positions of both ends, which are taken to the regions that hold them. Where a layout has both, an end
/// that names no region is where its position is. With a table of stations, trips begin and end at those.
struct FlowReader {
  /// Columns of longitude and latitude of origin and destination.
  private typealias Positions = (origin: (Int, Int), destination: (Int, Int))
  private static let window = 1 << 19

  private let regions: RegionSet
  private let locator: RegionLocator?
  private let join: IdentifierJoin
  private let stations: CoordinateTable?
  private let areas: (origin: Int, destination: Int)?
  private let positions: Positions?
  private let count: Int?
  private var rows: ColumnReader
  private var table = FlowTable()
  private var total = 0
  /// Ids that are no regions, for a message.
  private var strangers: [String] = []

  /// - Parameters:
  ///   - tolerance: how far outside a region, in metres, still belongs to it.
  ///   - stations: what the columns of origin and destination name, where that is no region.
  /// - Throws: `Failure` (EX_DATAERR) where the table has no columns of flows, or none of its rows joins regions.
  static func read(
    _ file: InputFile, regions: RegionSet, tolerance: Double, stations: CoordinateTable?, _ rules: TableRules
  ) throws -> FlowTable {
    var reader = try FlowReader(file, regions, tolerance, stations, rules)
    return try reader.read(rules)
  }

  private init(
    _ file: InputFile, _ regions: RegionSet, _ tolerance: Double, _ stations: CoordinateTable?,
    _ rules: TableRules
  ) throws {
    self.regions = regions
    self.stations = stations
    let rows = try ColumnReader(try ContentStream(file), rules, kind: .flows)
    count = try rows.column(.count)
    let asksForAreas = [.origin, .destination].contains { rules.columns[$0]?.isEmpty == false }
    let positions = asksForAreas || stations != nil ? nil : try Self.positions(rows)
    let hasBoth = positions != nil && rows.layout != nil && rows.columns[.origin] != nil
    if positions == nil || hasBoth {
      areas = (try rows.required(.origin), try rows.required(.destination))
    } else {
      areas = nil
    }
    let needsMap = positions != nil || stations != nil
    locator = needsMap ? try RegionLocator(regions, tolerance: tolerance) : nil
    guard !needsMap || locator != nil || areas != nil && stations == nil else {
      throw Failure.data(
        rows.name, "has trips with coordinates, which need polygons (--regions FILE.geojson)")
    }
    self.positions = locator == nil ? nil : positions
    let ends = stations?.ids ?? regions.ids
    join = try IdentifierJoin(
      rules.normalisesIDs ? ends : [], normalises: rules.normalisesIDs,
      of: stations == nil ? "region" : "station")
    self.rows = rows
  }

  /// Columns of the positions of both ends; nil where not all are there.
  private static func positions(_ rows: ColumnReader) throws -> Positions? {
    let roles: [ColumnRole] = [
      .originLongitude, .originLatitude, .destinationLongitude, .destinationLatitude,
    ]
    let asked = roles.contains { rows.columns[$0] != nil }
    if asked {
      let found = try roles.map { try rows.required($0) }
      return ((found[0], found[1]), (found[2], found[3]))
    }
    // One word for an end at a time, so that of a table with two sets of positions those of one belong together.
    for (origin, destination) in [
      ("origin", "destination"), ("o", "d"), ("start", "end"), ("pickup", "dropoff"), ("from", "to"),
    ] {
      func column(_ end: String, _ axis: [String]) throws -> Int? {
        try rows.heading.position(axis.flatMap { ["\(end)_\($0)", "\($0)_\(end)", "\(end)\($0)"] })
      }
      if let a = try column(origin, ColumnNames.longitude), let b = try column(origin, ColumnNames.latitude),
        let c = try column(destination, ColumnNames.longitude),
        let d = try column(destination, ColumnNames.latitude)
      {
        return ((a, b), (c, d))
      }
    }
    return nil
  }

  /// The ends of a row, as far as they are known without a map.
  private struct Ends {
    var origin: Int32 = -1
    var destination: Int32 = -1
    var from = SIMD2(Double.nan, .nan)
    var to = SIMD2(Double.nan, .nan)
    var count = 1.0
  }

  private mutating func read(_ rules: TableRules) throws -> FlowTable {
    var window: [Ends] = []
    var problems = RowProblems(rows.name)
    while try rows.next() {
      total += 1
      guard let ends = try problems.catching({ try ends() }) else { continue }
      if locator == nil {
        table.add(ends.origin, ends.destination, ends.count)
      } else {
        window.append(ends)
        if window.count == Self.window { try locate(&window) }
      }
    }
    try locate(&window)
    table.compact()
    if let layout = rows.layout { table.notes.add("\(rows.name): read as \(layout.name), \(layout.summary)") }
    if count == nil {
      table.notes.add("\(rows.name): no column count, so that each of \(total) rows counts 1")
    }
    table.notes.add(warning: try problems.leftOut(of: total, "flows", rules.badRows))
    guard !table.flows.isEmpty else { throw joinsNothing() }
    return table
  }

  private mutating func ends() throws -> Ends {
    try rows.checkFields()
    var ends = Ends()
    if let count {
      guard let value = rows.number(count), value >= 0 else {
        throw Failure.data(
          rows.subject, "has the count '\(rows.string(count))', where a number from 0 is needed")
      }
      ends.count = value
    }
    if let areas, let stations {
      ends.from = position(areas.origin, stations)
      ends.to = position(areas.destination, stations)
    } else if let areas {
      ends.origin = region(areas.origin)
      ends.destination = region(areas.destination)
    }
    if let positions {
      // An end without a position is elsewhere.
      if ends.origin < 0 {
        ends.from = try rows.position(positions.origin.0, positions.origin.1) ?? ends.from
      }
      if ends.destination < 0 {
        ends.to = try rows.position(positions.destination.0, positions.destination.1) ?? ends.to
      }
    }
    return ends
  }

  private mutating func region(_ column: Int) -> Int32 {
    if let found = rows.withBytes(column, { regions.names.index(of: $0) }) { return Int32(found) }
    let id = rows.string(column)
    if let found = regions.names.index(of: join.resolve(id)) { return Int32(found) }
    noteStranger(id)
    return -1
  }

  /// Where a station is; NaN where the table does not have it.
  private mutating func position(_ column: Int, _ stations: CoordinateTable) -> SIMD2<Double> {
    let id = rows.string(column)
    if let found = stations[id] ?? stations[join.resolve(id)] { return found }
    noteStranger(id)
    return SIMD2(.nan, .nan)
  }

  private mutating func noteStranger(_ id: String) {
    if strangers.count < 200, !id.isEmpty { strangers.append(id) }
  }

  private mutating func locate(_ window: inout [Ends]) throws {
    guard let locator, !window.isEmpty else { return }
    let region = try locator.locate(window.flatMap { [$0.from, $0.to] }).region
    for (row, ends) in window.enumerated() {
      let origin = ends.origin >= 0 ? ends.origin : region[2 * row]
      let destination = ends.destination >= 0 ? ends.destination : region[2 * row + 1]
      table.add(origin, destination, ends.count)
    }
    window.removeAll(keepingCapacity: true)
  }

  private func joinsNothing() -> Failure {
    guard table.unknown > 0 else { return Failure.data(rows.name, "has no flows") }
    if let stations {
      let why =
        strangers.isEmpty
        ? "" : IdentifierJoin.explanation(missing: stations.ids, found: strangers, joinsNothing: true)
      return Failure.data(
        rows.name, "has no trip between stations of \(stations.name) that lie in regions of --regions\(why)")
    }
    if rows.layout?.name == "bikeshare-stations" {
      return Failure.data(
        rows.name,
        "has trips between stations, of which it has no positions; --stations FILE says where they are")
    }
    return Failure.data(
      rows.name,
      "has no flow between regions of --regions"
        + IdentifierJoin.explanation(missing: regions.ids, found: strangers, joinsNothing: true))
  }
}
