internal import Graphs
internal import Support
internal import Tables

/// Movements between regions, summed by origin and destination.
struct FlowTable: Sendable {
  struct Flow: Sendable {
    var pair: IndexPair
    var count: Double
  }

  /// By origin and then destination.
  private(set) var flows: [Flow] = []
  /// Rows whose origin or destination is no region.
  private(set) var unknown = 0
  private var compacted = 0

  mutating func add(_ origin: Int32, _ destination: Int32, _ count: Double) {
    guard origin >= 0, destination >= 0 else {
      unknown += 1
      return
    }
    guard count > 0 else { return }
    flows.append(Flow(pair: IndexPair(origin, destination), count: count))
    // Memory follows the number of different pairs, not of rows.
    if flows.count >= 2 * compacted + 1 << 20 { compact() }
  }

  mutating func compact() {
    // Sums have the same bits for the same rows in the same order: the sort keeps equal pairs in order.
    let order = flows.indices.sorted {
      flows[$0].pair != flows[$1].pair ? flows[$0].pair < flows[$1].pair : $0 < $1
    }
    var merged: [Flow] = []
    for index in order {
      if let last = merged.last, last.pair == flows[index].pair {
        merged[merged.count - 1].count += flows[index].count
      } else {
        merged.append(flows[index])
      }
    }
    flows = merged
    compacted = merged.count
  }
}

extension FlowTable {
  private static let origins = ["origin", "origin_region", "o", "from", "source", "src"]
  private static let destinations = ["destination", "destination_region", "d", "to", "target", "dest", "dst"]
  private static let counts = ["count", "flow", "trips", "weight", "n", "volume"]
  private static let ends = [
    ("origin", "destination"), ("o", "d"), ("start", "end"), ("pickup", "dropoff"), ("from", "to"),
  ]

  /// Reads a table of origin region, destination region and count (1 where there is no such column); or of
  /// trips with the coordinates of both ends, which are taken to the regions that hold them.
  init(reading file: InputFile, regions: RegionSet, tolerance: Double) throws {
    var rows = try ColumnReader(try ContentStream(file))
    let count = rows.column(Self.counts)
    if let ends = Self.coordinates(rows) {
      try readTrips(&rows, ends, count, RegionLocator(regions, tolerance: tolerance))
    } else {
      let origin = try rows.required(Self.origins, "origins")
      let destination = try rows.required(Self.destinations, "destinations")
      while try rows.next() {
        let from = regions.names.index(of: rows.string(origin)).map(Int32.init) ?? -1
        let to = regions.names.index(of: rows.string(destination)).map(Int32.init) ?? -1
        add(from, to, try Self.count(rows, count))
      }
    }
    compact()
    guard !flows.isEmpty else {
      throw Failure.data(
        file.name, unknown > 0 ? "has no flow between regions of --regions" : "has no flows")
    }
  }

  private static func count(_ rows: ColumnReader, _ column: Int?) throws -> Double {
    guard let column else { return 1 }
    guard let value = rows.number(column), value >= 0 else {
      throw Failure.data(
        rows.subject, "has the count '\(rows.string(column))', where a number from 0 is needed")
    }
    return value
  }

  /// Longitude and latitude of origin and destination.
  private static func coordinates(_ rows: ColumnReader) -> [Int]? {
    for (origin, destination) in ends {
      let columns = [origin, destination].flatMap { end in
        [ColumnNames.longitude, ColumnNames.latitude].map { axis in
          rows.column(axis.flatMap { ["\(end)_\($0)", "\($0)_\(end)", "\(end)\($0)"] })
        }
      }
      let found = columns.compactMap { $0 }
      if found.count == 4 { return found }
    }
    return nil
  }

  private mutating func readTrips(
    _ rows: inout ColumnReader, _ ends: [Int], _ count: Int?, _ locator: RegionLocator?
  ) throws {
    guard let locator else {
      throw Failure.data(
        rows.name, "has trips with coordinates, which need polygons (--regions FILE.geojson)")
    }
    var positions: [SIMD2<Double>] = []
    var counts: [Double] = []
    func locate(_ table: inout FlowTable) throws {
      let region = try locator.locate(positions).region
      for (trip, count) in counts.enumerated() { table.add(region[2 * trip], region[2 * trip + 1], count) }
      positions.removeAll(keepingCapacity: true)
      counts.removeAll(keepingCapacity: true)
    }
    while try rows.next() {
      positions.append(try rows.position(ends[0], ends[1]))
      positions.append(try rows.position(ends[2], ends[3]))
      counts.append(try Self.count(rows, count))
      if counts.count == 1 << 20 { try locate(&self) }
    }
    try locate(&self)
  }
}
