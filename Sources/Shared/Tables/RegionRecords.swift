internal import Support

/// Lines about regions or other entities that people write by hand or find beside a data set, with a heading or
/// without: the first is one where it names the column of ids, or those of longitude and latitude.
struct RegionRecords {
  /// How messages name the file.
  let name: String
  /// In lower case.
  let heading: [String]?
  let rows: [DelimitedRecord]
  /// The column of ids: by its usual names, else the first.
  let idColumn: Int

  /// - Throws: `Failure` (EX_DATAERR) where the file is no table, or a line has another number of fields than its
  ///   heading.
  init(parsing bytes: [UInt8], name: String) throws {
    self.name = name
    let records = try DelimitedRecord.all(in: bytes, name: name)
    let first = records.first?.fields.map { $0.lowercased() } ?? []
    let named = ColumnNames.position(of: ColumnNames.region, in: first)
    let hasHeading = named != nil || ColumnNames.coordinates(in: first) != nil
    heading = hasHeading ? first : nil
    rows = hasHeading ? Array(records.dropFirst()) : records
    idColumn = named ?? 0
    guard hasHeading else { return }
    for row in rows where row.fields.count != first.count {
      throw Failure.data(
        "\(name): line \(row.line)", "has \(row.fields.count) fields, where the header has \(first.count)")
    }
  }

  /// The id of every row.
  func ids(of what: String) throws -> [String] {
    let ids = rows.map { $0.fields[idColumn] }
    try requireIdentifiers(ids, of: what) { "\(name): line \(rows[$0].line)" }
    return ids
  }
}

/// - Throws: `Failure` (EX_DATAERR) on an id that is empty or occurs twice.
func requireIdentifiers(_ ids: [String], of what: String, _ subject: (Int) -> String) throws {
  var seen = Set<String>()
  for (index, id) in ids.enumerated() {
    if id.isEmpty { throw Failure.data(subject(index), "names no \(what)") }
    if !seen.insert(id).inserted { throw Failure.data(subject(index), "lists \(what) \(id) again") }
  }
}
