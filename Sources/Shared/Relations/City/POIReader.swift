internal import Geography
internal import Graphs
internal import Support
internal import Tables

/// Reads points of interest one by one.
final class POIReader {
  private let columns: POIColumns
  private let names = NameTable()
  private var positions: [SIMD2<Double>] = []
  private let categories = (0..<3).map { _ in NameTable() }
  private var categoryOf = [[Int32]](repeating: [], count: 3)
  private let brands = NameTable()
  private var brandOf: [Int32] = []
  private var unplaced = 0

  private init(_ columns: POIColumns) { self.columns = columns }

  /// Reads a table with a heading, or the Point features of a GeoJSON file.
  /// - Throws: `Failure` (EX_DATAERR) naming the line that is wrong.
  static func read(_ file: InputFile, _ columns: POIColumns) throws -> POITable {
    let reader = POIReader(columns)
    try file.beginsLikeJSON() ? reader.readGeoJSON(file) : reader.readTable(file)
    guard !reader.positions.isEmpty else { throw Failure.data(file.name, "has no points of interest") }
    return POITable(
      names: NameList(reader.names), positions: reader.positions,
      levels: zip(reader.categories, reader.categoryOf).map { POITable.Level(names: NameList($0), of: $1) },
      brands: NameList(reader.brands), brandOf: reader.brandOf, unplaced: reader.unplaced)
  }

  private func readTable(_ file: InputFile) throws {
    var rows = try ColumnReader(try ContentStream(file))
    let id = try rows.required(columns.id, "ids")
    let lon = try rows.required(ColumnNames.longitude, "longitudes")
    let lat = try rows.required(ColumnNames.latitude, "latitudes")
    let levels = columns.categories.map { names in names.compactMap { rows.column([$0]) } }
    let brand = rows.column(columns.brand)
    while try rows.next() {
      guard rows.withBytes(lon, { !$0.isEmpty }) || rows.withBytes(lat, { !$0.isEmpty }) else {
        unplaced += 1
        continue
      }
      let position = try rows.position(lon, lat)
      let before = names.count
      let index = try rows.intern(id, into: names, prefix: columns.prefix)
      guard index >= 0 else { throw Failure.data(rows.subject, "names no point of interest") }
      guard Int(index) == before else {
        throw Failure.data(rows.subject, "lists the point of interest '\(rows.string(id))' again")
      }
      positions.append(position)
      for (level, columns) in levels.enumerated() {
        let column = columns.first { rows.withBytes($0) { !$0.isEmpty } }
        let category = try column.map {
          try rows.intern($0, into: categories[level], prefix: Self.prefix(level))
        }
        categoryOf[level].append(category ?? -1)
      }
      brandOf.append(try brand.map { try rows.intern($0, into: brands, prefix: Self.brandPrefix) } ?? -1)
    }
  }

  private func readGeoJSON(_ file: InputFile) throws {
    try GEOSContext.with { geos in
      var reader = try GeoJSONReader(file, keeping: columns.all.contains)
      try reader.forEachFeature { try add($0, geos) }
    }
  }

  private func add(_ feature: GeoJSONFeature, _ geos: GEOSContext) throws {
    let position: SIMD2<Double>
    switch feature.geometry {
    case .point(let point): position = point
    // A school or a park that was mapped as an area is where its middle is.
    case .polygon(let shape) where !shape.isEmpty: position = try geos.with(shape) { try geos.centroid($0) }
    case .polygon, .none:
      unplaced += 1
      return
    case .other(let type):
      throw Failure.data(nil, "has a \(type), where Points and Polygons of interest are needed")
    }
    guard let id = feature.identifier(columns.id), !id.isEmpty else {
      throw Failure.data(nil, "has a point of interest without an id (\(columns.id.joined(separator: ", ")))")
    }
    guard names.intern(columns.prefix + id).isNew else {
      throw Failure.data(nil, "lists the point of interest '\(id)' again")
    }
    positions.append(position)
    func intern(_ names: [String], _ prefix: String, into table: NameTable) -> Int32 {
      let text = names.lazy.compactMap { feature.properties[$0] }.first { !$0.isEmpty }
      return text.map { table.intern(prefix + $0).index } ?? -1
    }
    for (level, names) in columns.categories.enumerated() {
      categoryOf[level].append(intern(names, Self.prefix(level), into: categories[level]))
    }
    brandOf.append(intern(columns.brand, Self.brandPrefix, into: brands))
  }

  private static func prefix(_ level: Int) -> String { "Cate\(level + 1)_" }
  private static let brandPrefix = "Brand_"
}
