internal import Support

/// A table with a header line: CSV or TSV as `DelimitedRecord` reads it.
package struct DelimitedTable: Sendable {
  /// How messages name the file.
  package let name: String
  package let columns: [String]
  package let rows: [[String]]
  /// The line on which each row starts, from 1.
  package let lines: [Int]

  /// - Throws: `Failure` (EX_DATAERR) naming the line that is not text, has another number of fields than
  ///   the header or leaves a quote open.
  package init(parsing bytes: [UInt8], name: String) throws {
    var records = try DelimitedRecord.all(in: bytes, name: name)
    guard !records.isEmpty else {
      throw Failure.data(name, "is empty, where a table with a header is needed")
    }
    let header = records.removeFirst()
    for (column, title) in header.fields.enumerated() {
      if header.fields[..<column].contains(title) {
        throw Failure.data("\(name): line \(header.line)", "names the column '\(title)' twice")
      }
    }
    for record in records where record.fields.count != header.fields.count {
      throw Failure.data(
        "\(name): line \(record.line)",
        "has \(record.fields.count) fields, where the header has \(header.fields.count)")
    }
    self.name = name
    columns = header.fields
    rows = records.map(\.fields)
    lines = records.map(\.line)
  }

  /// The position of the first of `names` that is a column, whatever its case.
  package func column(named names: String...) -> Int? {
    ColumnNames.position(of: names, in: columns.map { $0.lowercased() })
  }

  /// The column that identifies regions: by its usual names, else the first.
  package var regionColumn: Int {
    ColumnNames.position(of: ColumnNames.region, in: columns.map { $0.lowercased() }) ?? 0
  }

  /// The region of each row.
  /// - Throws: `Failure` (EX_DATAERR) on a region that is empty or occurs twice.
  package func regions() throws -> [String] {
    let column = regionColumn
    let ids = rows.map { $0[column] }
    try requireIdentifiers(ids, of: "region") { "\(name): line \(lines[$0])" }
    return ids
  }
}
