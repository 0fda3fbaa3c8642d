internal import Support

/// Longitude and latitude of regions or other entities in degrees (WGS 84), joined by id.
package struct CoordinateTable: Sendable {
  /// How messages name the file.
  package let name: String
  /// By id.
  package let positions: [String: SIMD2<Double>]

  package var ids: [String] { positions.keys.sorted() }
  package subscript(id: String) -> SIMD2<Double>? { positions[id] }

  /// Reads a table in which a heading names the columns of longitude and latitude (`ColumnNames`), or whose lines
  /// are id, longitude, latitude; or a JSON object by id of `[lon, lat]` or of objects with such a `center`. Entries
  /// without either number, or without a center, are passed over.
  /// - Throws: `Failure` (EX_DATAERR) naming the line whose position is none; or when there is no position.
  package init(parsing bytes: [UInt8], name: String, _ rules: TableRules = TableRules()) throws {
    if beginsLikeJSON(bytes) {
      let found = try Self.parseJSON(JSONScanner(bytes, name: name), onlyNamed: false)
      guard !found.isEmpty else {
        throw Failure.data(name, "gives no region a center, where [longitude, latitude] is needed")
      }
      try self.init(found, name: name)
    } else {
      let records = try RegionRecords(parsing: bytes, name: name, rules)
      guard let columns = try Self.columns(records) else {
        let header = records.heading?.titles ?? records.rows.first?.fields ?? []
        throw Failure.data(
          name,
          "has no columns lon and lat; it has \(header.listed(20)); --columns lon=NAME,lat=NAME says which they are"
        )
      }
      let found = try Self.parse(records, columns)
      guard !found.isEmpty else { throw Failure.data(name, "gives no region a longitude and latitude") }
      try self.init(found, name: name)
    }
  }

  /// The coordinates in a table of something else; nil where it does not say which of its values are coordinates, by
  /// a heading or as a `center`.
  /// - Throws: as `init`, where it does say so.
  package static func named(in bytes: [UInt8], name: String, _ rules: TableRules = TableRules()) throws
    -> CoordinateTable?
  {
    let found: [Entry]
    if beginsLikeJSON(bytes) {
      found = try parseJSON(JSONScanner(bytes, name: name), onlyNamed: true)
    } else {
      let records = try RegionRecords(parsing: bytes, name: name, rules)
      guard let heading = records.heading,
        let columns = try RegionRecords.coordinates(heading, rules.columns)
      else { return nil }
      found = try parse(records, columns)
    }
    return found.isEmpty ? nil : try CoordinateTable(found, name: name)
  }

  /// Positions from elsewhere, by id.
  /// - Throws: `Failure` (EX_DATAERR) when one is none.
  package init(_ pairs: [(String, SIMD2<Double>)], name: String) throws {
    try self.init(pairs.map { Entry(id: $0, position: $1, subject: "\(name): \($0)") }, name: name)
  }

  /// The same positions by other ids.
  /// - Throws: `Failure` (EX_DATAERR) where two get the same.
  package func renamed(_ rename: (String) -> String) throws -> CoordinateTable {
    try CoordinateTable(ids.map { (rename($0), positions[$0] ?? .zero) }, name: name)
  }

  private struct Entry {
    let id: String
    let position: SIMD2<Double>
    let subject: String
  }

  private init(_ entries: [Entry], name: String) throws {
    var problems = RowProblems(name)
    for entry in entries {
      if let problem = WGS84.problem(with: entry.position) {
        problems.note(Failure.data(entry.subject, problem))
      }
    }
    try problems.require()
    try requireIdentifiers(entries.map(\.id), of: "region", in: name) { entries[$0].subject }
    positions = Dictionary(
      entries.map { entry in
        let lon = entry.position.x
        return (entry.id, SIMD2(abs(lon) > 180 ? WGS84.wrapped(lon) : lon, entry.position.y))
      }
    ) { first, _ in first }
    self.name = name
  }

  private static func columns(_ records: RegionRecords) throws -> (longitude: Int, latitude: Int)? {
    if let heading = records.heading { return try RegionRecords.coordinates(heading, records.rules.columns) }
    guard let fields = records.rows.first?.fields, fields.count >= 3,
      fields[1...2].allSatisfy({ DecimalNumber.parse($0) != nil })
    else { return nil }
    return (1, 2)
  }

  private static func parse(_ records: RegionRecords, _ columns: (longitude: Int, latitude: Int)) throws
    -> [Entry]
  {
    let dialect = records.rules.dialect
    var problems = RowProblems(records.name)
    let entries = try records.rows.indices.compactMap { index -> Entry? in
      let (row, subject) = (records.rows[index], records.subject(index))
      return try problems.catching { () -> Entry? in
        guard row.fields.count > max(columns.longitude, columns.latitude) else {
          throw Failure.data(
            subject, "has \(row.fields.count) fields, where id, longitude and latitude are needed")
        }
        let (lon, lat) = (row.fields[columns.longitude], row.fields[columns.latitude])
        guard let x = dialect.number(lon), let y = dialect.number(lat) else {
          if dialect.missing.contains(lon), dialect.missing.contains(lat) { return nil }
          throw WGS84.failure(subject, lon, lat)
        }
        if let problem = WGS84.problem(with: SIMD2(x, y)) { throw Failure.data(subject, problem) }
        return Entry(id: row.fields[records.idColumn], position: SIMD2(x, y), subject: subject)
      } ?? nil
    }
    try problems.require()
    return entries
  }

  /// - Parameter onlyNamed: passes over arrays that are not called `center`: they may be anything.
  private static func parseJSON(_ scanner: JSONScanner, onlyNamed: Bool) throws -> [Entry] {
    guard try scanner.peek() == UInt8(ascii: "{") else {
      throw scanner.failure("has a JSON array, where an object with ids as keys is needed")
    }
    var entries: [Entry] = []
    func add(_ id: String) throws {
      entries.append(Entry(id: id, position: try position(scanner, id), subject: scanner.subject))
    }
    try scanner.object { id in
      switch try scanner.peek() {
      case UInt8(ascii: "[") where !onlyNamed: try add(id)
      case UInt8(ascii: "{"):
        try scanner.object { member in
          // null is an unknown center.
          if member == "center", try scanner.peek() != UInt8(ascii: "n") {
            try add(id)
          } else {
            try scanner.skip()
          }
        }
      default: try scanner.skip()
      }
    }
    try scanner.end()
    return entries
  }

  private static func position(_ scanner: JSONScanner, _ id: String) throws -> SIMD2<Double> {
    var numbers: [Double] = []
    if try scanner.peek() == UInt8(ascii: "[") {
      try scanner.array { numbers.append(try scanner.number()) }
    } else if try scanner.peek() == UInt8(ascii: "\"") {
      // Some write the pair as a text: "[-76.70, 39.26]".
      let text = try scanner.string()
      numbers = text.trimmingPrefix("[").split { $0 == "," || $0 == " " || $0 == "]" }
        .map { DecimalNumber.parse(String($0)) ?? .nan }
    } else {
      try scanner.skip()
    }
    guard numbers.count == 2, numbers.allSatisfy(\.isFinite) else {
      throw scanner.failure("gives '\(id)' no position, where [longitude, latitude] is needed")
    }
    return SIMD2(numbers[0], numbers[1])
  }
}
