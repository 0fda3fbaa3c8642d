internal import Support
package import Tables

/// A table of metrics as `si-predict` writes it, or several of one kind, read by the names of its columns.
package struct MetricTable: Sendable {
  /// A score over seeds. Numbers are kept as they are written, so that what is copied stays what it was.
  package struct Row: Sendable {
    /// How messages name it.
    package let place: String
    package let features: String
    package let indicator: String
    package let split: String
    package let metric: String
    package let mean: Field
    package let sd: Field
    package let n: Field
    /// Bounds of the mean's interval; empty where the table has none.
    package let low: Field
    package let high: Field

    /// The split whose test part the row scores; nil for other parts.
    package var tested: String? { split.hasSuffix("/test") ? String(split.dropLast("/test".count)) : nil }
  }

  /// A number as it is written, or nothing.
  package struct Field: Sendable, Equatable {
    package let text: String
    package let value: Double?

    package static let missing = Field(text: "", value: nil)
  }

  package let rows: [Row]

  /// - Throws: `Failure` (EX_DATAERR) naming the table without a column that is needed, or the line with what is no
  ///   number.
  package init(_ tables: [DelimitedTable]) throws {
    rows = try tables.flatMap(Self.rows)
  }

  private static func rows(of table: DelimitedTable) throws -> [Row] {
    func column(_ name: String) throws -> Int {
      guard let column = try table.column(named: name) else {
        throw Failure.data(
          table.name, "has no column '\(name)', where a table of metrics that si-predict wrote is needed")
      }
      return column
    }
    let texts = try ["features", "indicator", "split", "metric"].map(column)
    let needed = try ["mean", "sd", "n"].map(column)
    let bounds = try ["low", "high"].map { try table.column(named: $0) }
    return try table.rows.indices.map { index in
      let fields = table.rows[index]
      let place = table.subject(index)
      func number(_ column: Int?) throws -> Field {
        guard let column, !fields[column].isEmpty else { return .missing }
        guard let value = DecimalNumber.parse(fields[column]) else {
          throw Failure.data(
            place,
            "has '\(fields[column])' in column '\(table.columns[column])', where a number is needed")
        }
        return Field(text: fields[column], value: value)
      }
      // They go on into tables, reports and file names.
      for column in texts {
        try NameRules.require(fields[column], place, isLabel: true)
      }
      return try Row(
        place: place, features: fields[texts[0]], indicator: fields[texts[1]], split: fields[texts[2]],
        metric: fields[texts[3]], mean: number(needed[0]), sd: number(needed[1]), n: number(needed[2]),
        low: number(bounds[0]), high: number(bounds[1]))
    }
  }
}
