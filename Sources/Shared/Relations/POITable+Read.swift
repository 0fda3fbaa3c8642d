internal import Geography
internal import Graphs
internal import Support
internal import Tables

/// How the columns or properties of points of interest are called.
package struct POIColumns: Sendable {
  package var id: [String] = ["poi", "poi_id", "id", "osm_id", "@id"]
  /// One list of names for each level; of each place the first that says something counts.
  package var categories: [[String]] = [
    [
      "cate1", "category1", "category_1", "cat1", "category", "fclass", "amenity", "shop", "leisure",
      "tourism",
      "office", "healthcare", "craft", "type",
    ],
    ["cate2", "category2", "category_2", "cat2", "subcategory"],
    ["cate3", "category3", "category_3", "cat3"],
  ]
  package var brand: [String] = ["brand"]
  /// What goes before the ids, so that they differ from those of regions.
  package var prefix = ""

  package init() {}

  static let longitude = ["lon", "lng", "longitude", "x"]
  static let latitude = ["lat", "latitude", "y"]

  var all: Set<String> { Set(id + categories.joined() + brand) }
}

extension POITable {
  /// Reads a table with a heading, or the Point features of a GeoJSON file.
  /// - Throws: `Failure` (EX_DATAERR) naming the line that is wrong.
  init(reading file: InputFile, _ columns: POIColumns) throws {
    try file.beginsLikeJSON() ? readGeoJSON(file, columns) : readTable(file, columns)
    guard count > 0 else { throw Failure.data(file.name, "has no points of interest") }
  }

  private mutating func readTable(_ file: InputFile, _ columns: POIColumns) throws {
    var rows = try ColumnReader(try ContentStream(file))
    let id = try rows.required(columns.id, "ids")
    let lon = try rows.required(POIColumns.longitude, "longitudes")
    let lat = try rows.required(POIColumns.latitude, "latitudes")
    let categories = columns.categories.map { names in names.compactMap { rows.column([$0]) } }
    let brand = rows.column(columns.brand)
    while try rows.next() {
      guard rows.withBytes(lon, { !$0.isEmpty }) || rows.withBytes(lat, { !$0.isEmpty }) else {
        unplaced += 1
        continue
      }
      let place = try rows.place(lon, lat)
      let before = names.count
      let index = try rows.intern(id, into: &names, prefix: columns.prefix)
      guard index >= 0 else { throw Failure.data(rows.subject, "names no point of interest") }
      guard Int(index) == before else {
        throw Failure.data(rows.subject, "lists the point of interest '\(rows.string(id))' again")
      }
      places.append(place)
      for (level, columns) in categories.enumerated() {
        let column = columns.first { rows.withBytes($0) { !$0.isEmpty } }
        let category = try column.map {
          try rows.intern($0, into: &levels[level].names, prefix: Self.prefix(level))
        }
        levels[level].of.append(category ?? -1)
      }
      brandOf.append(try brand.map { try rows.intern($0, into: &brands, prefix: Self.brandPrefix) } ?? -1)
    }
  }

  private mutating func readGeoJSON(_ file: InputFile, _ columns: POIColumns) throws {
    var table = self
    try GEOSContext.with { geos in
      var reader = try GeoJSONReader(file, keeping: columns.all.contains)
      try reader.forEachFeature { try table.add($0, columns, geos) }
    }
    self = table
  }

  private mutating func add(_ feature: GeoJSONFeature, _ columns: POIColumns, _ geos: GEOSContext) throws {
    let place: SIMD2<Double>
    switch feature.geometry {
    case .point(let point): place = point
    // A school or a park that was mapped as an area is where its middle is.
    case .polygon(let shape) where !shape.isEmpty: place = try geos.with(shape) { try geos.centroid($0) }
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
    places.append(place)
    func intern(_ names: [String], _ prefix: String, into table: inout NameTable) -> Int32 {
      let text = names.lazy.compactMap { feature.properties[$0] }.first { !$0.isEmpty }
      return text.map { table.intern(prefix + $0).index } ?? -1
    }
    for (level, names) in columns.categories.enumerated() {
      levels[level].of.append(intern(names, Self.prefix(level), into: &levels[level].names))
    }
    brandOf.append(intern(columns.brand, Self.brandPrefix, into: &brands))
  }

  private static func prefix(_ level: Int) -> String { "Cate\(level + 1)_" }
  private static let brandPrefix = "Brand_"
}
