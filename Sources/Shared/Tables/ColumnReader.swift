package import Support

/// A table with a heading, one row in memory at a time: for tables of millions of rows.
package struct ColumnReader {
  private var reader: DelimitedReader
  package let name: String
  /// The heading in lower case, blanks trimmed.
  let columns: [String]

  /// - Throws: `Failure` (EX_DATAERR) when the file is empty or names a column twice.
  package init(_ stream: ContentStream) throws {
    reader = DelimitedReader(stream)
    name = stream.name
    guard try reader.next() else {
      throw Failure.data(name, "is empty, where a table with a header is needed")
    }
    let reader = reader
    columns = (0..<reader.fieldCount).map { reader.string($0).trimmed.lowercased() }
    for (index, column) in columns.enumerated() where columns[..<index].contains(column) {
      throw Failure.data(reader.subject, "names the column '\(column)' twice")
    }
  }

  /// How messages call the row.
  package var subject: String { reader.subject }

  /// The position of the first of `names` that is a column.
  package func column(_ names: [String]) -> Int? {
    names.lazy.compactMap { name in columns.firstIndex(of: name) }.first
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

  package func string(_ column: Int) -> String { reader.string(column).trimmed }

  /// The field without the blanks around it.
  package func withBytes<R>(_ column: Int, _ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    try reader.withBytes(column) { bytes in
      var low = 0
      var high = bytes.count
      while low < high, bytes[low] == 32 { low += 1 }
      while high > low, bytes[high - 1] == 32 { high -= 1 }
      return try body(UnsafeRawBufferPointer(rebasing: bytes[low..<high]))
    }
  }

  /// A finite number, or nil where the field is none.
  package func number(_ column: Int) -> Double? { withBytes(column) { DecimalNumber.parse($0) } }

  /// Longitude and latitude in degrees.
  /// - Throws: `Failure` (EX_DATAERR) when they are none.
  package func place(_ longitude: Int, _ latitude: Int) throws -> SIMD2<Double> {
    guard let lon = number(longitude), let lat = number(latitude) else {
      throw Failure.data(
        subject,
        "has '\(string(longitude))', '\(string(latitude))', where longitude and latitude in degrees are needed"
      )
    }
    let place = SIMD2(lon, lat)
    if let problem = WGS84.problem(with: place) { throw Failure.data(subject, problem) }
    return place
  }

  package static func requireText(_ bytes: UnsafeRawBufferPointer, _ subject: String) throws {
    guard !bytes.contains(0), String(validating: bytes, as: UTF8.self) != nil else {
      throw Failure.data(subject, "has a field that is not UTF-8 text")
    }
  }
}

extension String {
  /// Without the blanks around it.
  var trimmed: String {
    guard utf8.first == 32 || utf8.last == 32 else { return self }
    return String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
