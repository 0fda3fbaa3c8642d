internal import Support

/// Longitude and latitude of regions in degrees, joined by id.
package struct CoordinateTable: Sendable {
  /// How messages name the file.
  package let name: String
  private let coordinates: [String: SIMD2<Double>]

  package var ids: [String] { coordinates.keys.sorted() }
  package subscript(id: String) -> SIMD2<Double>? { coordinates[id] }

  /// Reads a table with the columns `lon` and `lat`, or JSON whose regions have `center: [lon, lat]`.
  package init(parsing bytes: [UInt8], name: String) throws {
    let pairs =
      isJSON(bytes)
      ? try Self.parseJSON(bytes, name) : try Self.parseTable(DelimitedTable(parsing: bytes, name: name))
    try self.init(pairs, name: name)
  }

  package init(_ pairs: [(String, SIMD2<Double>)], name: String) throws {
    for (id, point) in pairs where !(abs(point.x) <= 360 && abs(point.y) <= 90) {
      throw Failure.data(
        name,
        "region \(id) lies at \(point.x), \(point.y), where longitude and latitude in degrees are needed")
    }
    coordinates = Dictionary(pairs) { first, _ in first }
    self.name = name
  }

  private static func parseTable(_ table: DelimitedTable) throws -> [(String, SIMD2<Double>)] {
    guard let longitude = table.column(named: "lon", "longitude", "lng"),
      let latitude = table.column(named: "lat", "latitude")
    else {
      throw Failure.data(
        table.name, "has no columns lon and lat; it has \(table.columns.joined(separator: ", "))")
    }
    let ids = try table.regions()
    return try table.rows.indices.map { row in
      guard let x = Double(table.rows[row][longitude]), let y = Double(table.rows[row][latitude]) else {
        throw Failure.data(
          "\(table.name): line \(table.lines[row])", "has no numbers for the coordinates of \(ids[row])")
      }
      return (ids[row], SIMD2(x, y))
    }
  }

  private static func parseJSON(_ bytes: [UInt8], _ name: String) throws -> [(String, SIMD2<Double>)] {
    let regions = try RegionJSON.parse(bytes, name: name)
    let pairs = regions.sorted { $0.key < $1.key }.compactMap { id, fields -> (String, SIMD2<Double>)? in
      guard case .numbers(let center) = fields["center"], center.count == 2 else { return nil }
      return (id, SIMD2(center[0], center[1]))
    }
    guard !pairs.isEmpty else {
      throw Failure.data(name, "gives no region a center, where [longitude, latitude] is needed")
    }
    return pairs
  }
}
