internal import Support

/// Lines about regions or other entities that people write by hand or find beside a data set, with a heading or
/// without: the first is one where it names the column of ids, or those of longitude and latitude.
struct RegionRecords {
  /// How messages name the file.
  let name: String
  let heading: TableHeading?
  let rows: [DelimitedRecord]
  /// The column of ids: the one that was asked for, by its usual names, else the first.
  let idColumn: Int
  let rules: TableRules

  /// - Throws: `Failure` (EX_DATAERR) where the file is no table, a line has another number of fields than its
  ///   heading, or it has a heading that does not say where the ids are.
  init(parsing bytes: [UInt8], name: String, _ rules: TableRules) throws {
    self.name = name
    self.rules = rules
    let records = try DelimitedRecord.all(in: bytes, name: name, rules.dialect)
    let first = records.first.map { TableHeading($0.fields, name: name, line: $0.line) }
    let named = try first.flatMap { try Self.idColumn($0, rules.columns) }
    let located = try first.flatMap { try Self.coordinates($0, rules.columns) }
    guard named != nil || located != nil, let first else {
      if let first { try Self.requireNoHeading(first, records) }
      heading = nil
      rows = records
      idColumn = 0
      return
    }
    heading = first
    if named == nil, ColumnNames.rowNumbers.contains(TableHeading.key(first.titles[0])) {
      throw first.lacks(ColumnNames.region, "region ids", role: "region")
    }
    idColumn = named ?? 0
    rows = try DelimitedRecord.fitted(records.dropFirst(), to: first)
  }

  /// A column that was asked for has to be there, unless the file has no columns: a list of ids.
  private static func idColumn(_ heading: TableHeading, _ roles: ColumnRoles) throws -> Int? {
    if heading.titles.count == 1, let chosen = roles[.region], try heading.position(chosen) == nil {
      return nil
    }
    return try heading.column(.region, roles)
  }

  /// The columns of longitude and latitude, if a heading names both.
  static func coordinates(_ heading: TableHeading, _ roles: ColumnRoles) throws -> (
    longitude: Int, latitude: Int
  )? {
    func position(_ role: ColumnRole) throws -> Int? { try heading.position(roles.names(role)) }
    guard let longitude = try position(.longitude), let latitude = try position(.latitude) else { return nil }
    return (longitude, latitude)
  }

  /// - Throws: `Failure` (EX_DATAERR) where the first line is a heading all the same: some column has numbers
  ///   everywhere but there.
  private static func requireNoHeading(_ first: TableHeading, _ records: [DelimitedRecord]) throws {
    let rest = records.dropFirst()
    guard !rest.isEmpty else { return }
    for (column, title) in first.titles.enumerated() where title.contains(where: \.isLetter) {
      let isNumeric = rest.allSatisfy { record in
        column < record.fields.count && DecimalNumber.parse(record.fields[column]) != nil
      }
      guard isNumeric else { continue }
      throw Failure.data(
        first.subject,
        "looks like a heading (\(first.list)), but has no column of ids (\(ColumnNames.region.prefix(4).joined(separator: ", "))); --id-column NAME says which it is"
      )
    }
  }

  func subject(_ row: Int) -> String { "\(name): line \(rows[row].line)" }

  /// The id of every row.
  /// - Throws: `Failure` (EX_DATAERR) naming every one that is empty or occurs twice.
  func ids(of what: String) throws -> [String] {
    let ids = rows.map { $0.fields[idColumn] }
    try requireIdentifiers(ids, of: what, in: name, column: heading?.titles[idColumn]) { subject($0) }
    return ids
  }
}

/// - Parameters:
///   - name: of the file.
///   - column: what the column of ids is called.
/// - Throws: `Failure` (EX_DATAERR) naming every id that is empty, can be no name, or occurs twice.
package func requireIdentifiers(
  _ ids: [String], of what: String, in name: String, column: String? = nil, _ subject: (Int) -> String
) throws {
  var problems = RowProblems(name)
  var seen = Set<String>(minimumCapacity: ids.count)
  for (index, id) in ids.enumerated() {
    if id.isEmpty {
      problems.note(Failure.data(subject(index), "names no \(what)"))
    } else if let problem = NameRules.problem(with: id) ?? NameRules.formulaProblem(with: id) {
      problems.note(Failure.data(subject(index), "the \(what) '\(id.escaped.shortened(to: 60))' \(problem)"))
    } else if !seen.insert(id).inserted {
      let reason = IdentifierForm.isExponential(id) ? ", a number of which a spreadsheet dropped digits," : ""
      let hint =
        problems.count > 0
        ? "" : column.map { "\(reason) in column '\($0)'; --id-column NAME takes another" } ?? reason
      problems.note(Failure.data(subject(index), "lists \(what) \(id) again\(hint)"))
    }
  }
  try problems.require()
}
