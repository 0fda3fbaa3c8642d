package import Support

/// A table with a heading, one row in memory at a time: for tables of millions of rows.
package struct ColumnReader {
  private var reader: DelimitedReader
  package let name: String
  package let heading: TableHeading
  /// What the user says of columns, over what a known layout says.
  package let columns: ColumnRoles
  /// The layout that the table is read by; nil where only names of columns say what they are.
  package let layout: TableLayout?
  private let missing: MissingMarks
  private let leastFields: Int
  /// Whether the first row is read but not handed over yet, as a table without a heading begins with one.
  private var holdsRow = false

  /// Whether the file has no heading, and columns are what its layout or the reader says.
  package let isHeadless: Bool

  /// - Parameters:
  ///   - kind: what the table holds, for layouts that are known.
  ///   - plain: what the columns of a table are whose first line names none of them.
  /// - Throws: `Failure` (EX_DATAERR) when the file is empty or no text.
  package init(
    _ stream: ContentStream, _ rules: TableRules = TableRules(), kind: TableLayout.Kind? = nil,
    columnsWithoutHeading plain: [ColumnRole] = []
  ) throws {
    var dialect = rules.dialect
    if let encoding = rules.layout?.encoding, rules.layout?.kinds.contains(where: { $0 == kind }) == true {
      if dialect.encoding == .utf8 { dialect.encoding = encoding }
    }
    reader = DelimitedReader(stream, dialect)
    name = stream.name
    missing = dialect.missing
    guard try reader.next() else {
      throw Failure.data(name, "is empty, where a table with a header is needed")
    }
    let reader = reader
    let first = try (0..<reader.fieldCount).map { field in
      try reader.withBytes(field) { try Self.requireText($0, reader.subject) }
      return reader.string(field)
    }
    let found = try TableLayout.of(first, kind: kind, rules, name: name)
    layout = found?.layout
    columns = found.map { rules.columns.over($0.columns) } ?? rules.columns
    let own = TableHeading(first, name: name, line: reader.line)
    if let header = found?.heading {
      isHeadless = true
      heading = TableHeading(header, name: name, line: reader.line)
    } else if !plain.isEmpty, !plain.contains(where: { rules.columns[$0] != nil }),
      try plain.allSatisfy({ try own.position($0.usualNames) == nil })
    {
      isHeadless = true
      heading = TableHeading(plain.map(\.rawValue), name: name, line: reader.line)
    } else {
      isHeadless = false
      heading = own
    }
    holdsRow = isHeadless
    leastFields = heading.leastFields
  }

  /// How messages call the row.
  package var subject: String { reader.subject }

  /// The position of the column of a role; nil where there is none.
  /// - Throws: `Failure` (EX_DATAERR) where one that was asked for is not there.
  package func column(_ role: ColumnRole) throws -> Int? { try heading.column(role, columns) }

  /// The position of a column that has to be there.
  package func required(_ role: ColumnRole) throws -> Int {
    if let column = try column(role) { return column }
    throw heading.lacks(columns.names(role), role.title, role: role.rawValue)
  }

  /// Goes to the next row; false at the end.
  /// - Throws: `Failure` (EX_DATAERR) where a quote is left open, so that there is no next row.
  package mutating func next() throws -> Bool {
    guard !holdsRow else {
      holdsRow = false
      return true
    }
    return try reader.next()
  }

  /// - Throws: `Failure` (EX_DATAERR) where the row has another number of fields than the heading, of which empty ones
  ///   at the end may be more, or its quotes are misplaced.
  @inline(__always)
  package mutating func checkFields() throws {
    try reader.checkQuotes()
    let count = heading.titles.count
    guard
      reader.fieldCount == count || leastFields..<count ~= reader.fieldCount
        || reader.fieldCount > count && reader.dropEmptyFields(beyond: count)
    else {
      throw Failure.data(subject, "has \(reader.fieldCount) fields, where the header has \(count)")
    }
  }

  package func string(_ column: Int) -> String { reader.string(column) }

  /// The bytes of the field.
  package func withBytes<R>(_ column: Int, _ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    try reader.withBytes(column, body)
  }

  /// A finite number, or nil where the field is none.
  package func number(_ column: Int) -> Double? { reader.number(column) }

  /// Whether the field says that there is no value.
  package func isMissing(_ column: Int) -> Bool {
    withBytes(column) { $0.isEmpty || $0.count < 16 && missing.contains(String(decoding: $0, as: UTF8.self)) }
  }

  /// Longitude and latitude in degrees; nil where both fields say that there are none.
  /// - Throws: `Failure` (EX_DATAERR) when they are none.
  package func position(_ longitude: Int, _ latitude: Int) throws -> SIMD2<Double>? {
    guard let lon = number(longitude), let lat = number(latitude) else {
      if isMissing(longitude), isMissing(latitude) { return nil }
      throw WGS84.failure(subject, string(longitude), string(latitude))
    }
    let position = SIMD2(lon, lat)
    if let problem = WGS84.problem(with: position) { throw Failure.data(subject, problem) }
    return position
  }

  package static func requireText(_ bytes: UnsafeRawBufferPointer, _ subject: String) throws {
    guard !NameRules.isPlain(bytes) else { return }
    guard !bytes.contains(0), String(validating: bytes, as: UTF8.self) != nil else {
      throw Failure.data(
        subject, "has a field that is not UTF-8 text; --encoding latin-1 or windows-1252 may be what it is in"
      )
    }
  }

  /// - Throws: `Failure` (EX_DATAERR) where bytes are no text, or one that no name may be.
  package static func requireName(_ bytes: UnsafeRawBufferPointer, _ subject: String) throws {
    guard !NameRules.isPlain(bytes) else { return }
    try requireText(bytes, subject)
    try NameRules.require(String(decoding: bytes, as: UTF8.self), subject)
  }
}
