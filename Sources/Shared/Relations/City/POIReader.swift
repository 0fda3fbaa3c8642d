internal import Geography
internal import Graphs
internal import Support
internal import Tables

/// Reads points of interest one by one.
final class POIReader {
  private let columns: POIColumns
  private let rules: TableRules
  private let names = NameTable()
  private var positions: [SIMD2<Double>] = []
  private let categories = (0..<3).map { _ in NameTable() }
  private var categoryOf = [[Int32]](repeating: [], count: 3)
  private let brands = NameTable()
  private var brandOf: [Int32] = []
  private var unplaced = 0
  private var notes = CityNotes()

  private init(_ columns: POIColumns, _ rules: TableRules) {
    self.columns = columns.over(rules.columns)
    self.rules = rules
  }

  /// Reads a table with a heading, or the features of a GeoJSON file. Places that cannot be taken are left out, as
  /// far as `rules` allow.
  /// - Throws: `Failure` (EX_DATAERR) naming the lines that are wrong.
  static func read(_ file: InputFile, _ columns: POIColumns, _ rules: TableRules = TableRules()) throws
    -> POITable
  {
    let reader = POIReader(columns, rules)
    try file.beginsLikeJSON() ? reader.readGeoJSON(file) : reader.readTable(file)
    guard !reader.positions.isEmpty else { throw Failure.data(file.name, "has no points of interest") }
    return POITable(
      names: NameList(reader.names), positions: reader.positions,
      levels: zip(reader.categories, reader.categoryOf).map { POITable.Level(names: NameList($0), of: $1) },
      brands: NameList(reader.brands), brandOf: reader.brandOf, unplaced: reader.unplaced, notes: reader.notes
    )
  }

  private func readTable(_ file: InputFile) throws {
    var rows = try ColumnReader(try ContentStream(file), rules, kind: .places)
    let columns = columns.over(rows.columns)
    let id = try Self.idColumn(rows, columns)
    let lon = try rows.required(.longitude)
    let lat = try rows.required(.latitude)
    let levels = try Self.categoryColumns(rows, columns)
    let brand = try rows.column(.brand)
    let repeats = rows.layout?.repeatsPlaces == true
    if let layout = rows.layout { notes.add("\(file.name): read as \(layout.name), \(layout.summary)") }
    var problems = RowProblems(file.name)
    var total = 0
    while try rows.next() {
      total += 1
      try problems.catching {
        try rows.checkFields()
        guard let position = try rows.position(lon, lat) else {
          unplaced += 1
          return
        }
        let kinds = levels.map { columns in columns.first { rows.withBytes($0) { !$0.isEmpty } } }
        // Before the place is counted: they become entities as well.
        for column in kinds + [brand] {
          if let column { try NameRules.require(rows.string(column), rows.subject) }
        }
        let before = names.count
        let index = try rows.intern(id, into: names, prefix: columns.prefix)
        guard index >= 0 else { throw Failure.data(rows.subject, "names no point of interest") }
        guard Int(index) == before else {
          if repeats { return }
          throw Failure.data(rows.subject, "lists the point of interest '\(rows.string(id))' again")
        }
        positions.append(position)
        for (level, column) in kinds.enumerated() {
          categoryOf[level].append(
            column.flatMap { name(rows, $0, into: categories[level], prefix: Self.prefix(level)) } ?? -1)
        }
        brandOf.append(brand.flatMap { name(rows, $0, into: brands, prefix: Self.brandPrefix) } ?? -1)
      }
    }
    notes.add(warning: try problems.leftOut(of: total, "points of interest", rules.badRows))
  }

  /// The number of a category or brand; nil where the field is empty.
  private func name(_ rows: ColumnReader, _ column: Int, into table: NameTable, prefix: String) -> Int32? {
    rows.withBytes(column) { bytes in
      // Text that is not UTF-8 is shown so rather than ending the run: the place counts all the same.
      bytes.isEmpty ? nil : table.intern(prefix + String(decoding: bytes, as: UTF8.self)).index
    }
  }

  private static func idColumn(_ rows: ColumnReader, _ columns: POIColumns) throws -> Int {
    if let column = try rows.heading.position(columns.id) { return column }
    guard let chosen = columns.chosenID else {
      throw rows.heading.lacks(columns.id, "ids", role: ColumnRole.place.rawValue)
    }
    throw rows.heading.absent(chosen, "--poi-id")
  }

  /// - Throws: `Failure` (EX_DATAERR) where a level that was asked for has none of its columns.
  private static func categoryColumns(_ rows: ColumnReader, _ columns: POIColumns) throws -> [[Int]] {
    try columns.categories.enumerated().map { level, names in
      let found = try names.compactMap { try rows.heading.position([$0]) }
      if found.isEmpty, !names.isEmpty, columns.chosenCategories != nil {
        throw rows.heading.absent(names, "category \(level + 1)")
      }
      return found
    }
  }

  private func readGeoJSON(_ file: InputFile) throws {
    var problems = RowProblems(file.name)
    var (total, odd) = (0, [String: Int]())
    var reader = try GeoJSONReader(file, keeping: columns.all)
    try GEOSContext.with { geos in
      try reader.forEachFeature { feature in
        total += 1
        try problems.catching { try add(feature, geos, &odd) }
      }
    }
    try reader.requireProperties(columns.chosenID.map { [$0] } ?? [], "--poi-id")
    try reader.requireProperties(columns.chosenCategories ?? [], "--poi-category")
    notes.add(warning: try problems.leftOut(of: total, "points of interest", rules.badRows))
    for (type, count) in odd.sorted(by: { $0.key < $1.key }) {
      notes.add("\(file.name): \(count) places are a \(type), and taken at its middle")
    }
  }

  private func add(_ feature: GeoJSONFeature, _ geos: GEOSContext, _ odd: inout [String: Int]) throws {
    let position: SIMD2<Double>
    switch feature.geometry {
    case .point(let point): position = point
    // A school or a park that was mapped as an area is where its middle is.
    case .polygon(let shape, _) where !shape.isEmpty:
      position = try geos.with(shape) { try geos.centroid($0) }
    case .other(let type, let middle?):
      position = middle
      odd[type, default: 0] += 1
    case .polygon, .none, .other:
      unplaced += 1
      return
    case .wrong(let failure): throw failure
    }
    guard let id = feature.identifier(columns.id), !id.isEmpty else {
      throw Failure.data(
        feature.subject, "has a point of interest without an id (\(columns.id.joined(separator: ", ")))")
    }
    func text(_ names: [String]) throws -> String? {
      let text = names.lazy.compactMap { feature.properties[$0.lowercased()] }.first { !$0.isEmpty }
      if let text { try NameRules.require(text, feature.subject) }
      return text
    }
    // Before the place is counted: all of them become entities.
    try NameRules.require(id, feature.subject)
    let kinds = try columns.categories.map(text)
    let brand = try text(columns.brand)
    guard names.intern(columns.prefix + id).isNew else {
      throw Failure.data(feature.subject, "lists the point of interest '\(id)' again")
    }
    positions.append(position)
    for (level, kind) in kinds.enumerated() {
      categoryOf[level].append(kind.map { categories[level].intern(Self.prefix(level) + $0).index } ?? -1)
    }
    brandOf.append(brand.map { brands.intern(Self.brandPrefix + $0).index } ?? -1)
  }

  private static func prefix(_ level: Int) -> String { "Cate\(level + 1)_" }
  private static let brandPrefix = "Brand_"
}
