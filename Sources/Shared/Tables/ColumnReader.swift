package import Support

/// A table with a heading, one row in memory at a time: for tables of millions of rows.
package struct ColumnReader {
  private var reader: DelimitedReader
  package let name: String
  /// The heading in lower case.
  let columns: [String]

  /// - Throws: `Failure` (EX_DATAERR) when the file is empty or names a column twice.
  package init(_ stream: ContentStream) throws {
    reader = DelimitedReader(stream)
    name = stream.name
    guard try reader.next() else {
      throw Failure.data(name, "is empty, where a table with a header is needed")
    }
    let reader = reader
    columns = (0..<reader.fieldCount).map { reader.string($0).lowercased() }
    for (index, column) in columns.enumerated() where columns[..<index].contains(column) {
      throw Failure.data(reader.subject, "names the column '\(column)' twice")
    }
  }

  /// How messages call the row.
  package var subject: String { reader.subject }

  /// The position of the first of `names` that is a column.
  package func column(_ names: [String]) -> Int? {
    ColumnNames.position(of: names, in: columns)
  }

  /// The position of a column that has to be there.
  package func required(_ names: [String], _ what: String) throws -> Int {
    guard let column = column(names) else {
      throw Failure.data(
        name,
        "has no column for \(what) (\(names.prefix(3).joined(separator: ", "))); it has "
          + columns.joined(separator: ", "))
    }
    return column
  }

  /// Goes to the next row; false at the end.
  package mutating func next() throws -> Bool {
    guard try reader.next() else { return false }
    guard reader.fieldCount == columns.count else {
      throw Failure.data(subject, "has \(reader.fieldCount) fields, where the header has \(columns.count)")
    }
    return true
  }

  package func string(_ column: Int) -> String { reader.string(column) }

  /// The bytes of the field.
  package func withBytes<R>(_ column: Int, _ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    try reader.withBytes(column, body)
  }

  /// A finite number, or nil where the field is none.
  package func number(_ column: Int) -> Double? { withBytes(column) { DecimalNumber.parse($0) } }

  /// Longitude and latitude in degrees.
  /// - Throws: `Failure` (EX_DATAERR) when they are none.
  package func position(_ longitude: Int, _ latitude: Int) throws -> SIMD2<Double> {
    guard let lon = number(longitude), let lat = number(latitude) else {
      throw WGS84.failure(subject, string(longitude), string(latitude))
    }
    let position = SIMD2(lon, lat)
    if let problem = WGS84.problem(with: position) { throw Failure.data(subject, problem) }
    return position
  }

  package static func requireText(_ bytes: UnsafeRawBufferPointer, _ subject: String) throws {
    guard !bytes.contains(0), String(validating: bytes, as: UTF8.self) != nil else {
      throw Failure.data(subject, "has a field that is not UTF-8 text")
    }
  }
}
