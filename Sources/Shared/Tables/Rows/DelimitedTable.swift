package import Support

/// A table with a header line: CSV or TSV as `DelimitedRecord` reads it.
package struct DelimitedTable: Sendable {
  /// How messages name the file.
  package let name: String
  package let heading: TableHeading
  package let rows: [[String]]
  /// The line on which each row starts, from 1.
  package let lines: [Int]
  package let rules: TableRules

  package var columns: [String] { heading.titles }

  /// - Throws: `Failure` (EX_DATAERR) naming the lines that are not text, have another number of fields than
  ///   the header or leave a quote open.
  package init(parsing bytes: [UInt8], name: String, _ rules: TableRules = TableRules()) throws {
    let records = try DelimitedRecord.all(in: bytes, name: name, rules.dialect)
    guard let header = records.first else {
      throw Failure.data(name, "is empty, where a table with a header is needed")
    }
    heading = TableHeading(header.fields, name: name, line: header.line)
    let body = try DelimitedRecord.fitted(records.dropFirst(), to: heading)
    self.name = name
    self.rules = rules
    rows = body.map(\.fields)
    lines = body.map(\.line)
  }

  /// How messages call a row.
  package func subject(_ row: Int) -> String { "\(name): line \(lines[row])" }

  /// The position of the first of `names` that is a column, whatever its case.
  /// - Throws: `Failure` (EX_DATAERR) where two columns are called so.
  package func column(named names: String...) throws -> Int? { try heading.position(names) }

  /// The position of the column of a role; nil where there is none.
  /// - Throws: `Failure` (EX_DATAERR) where one that was asked for is not there.
  package func column(_ role: ColumnRole) throws -> Int? { try heading.column(role, rules.columns) }

  /// The column that identifies regions.
  /// - Throws: `Failure` (EX_DATAERR) where none does.
  package func regionColumn() throws -> Int { try heading.regionColumn(rules.columns) }

  /// The region of each row.
  /// - Throws: `Failure` (EX_DATAERR) naming every region that is empty or occurs twice.
  package func regions() throws -> [String] {
    let column = try regionColumn()
    let ids = rows.map { $0[column] }
    try requireIdentifiers(ids, of: "region", in: name, column: columns[column]) { subject($0) }
    return ids
  }
}
