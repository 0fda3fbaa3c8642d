internal import Support
package import Tables

/// Known totals of indicators by group: a table with a column of groups and one for each indicator that has totals.
package struct TotalsTable: Sendable {
  /// How messages name the file.
  package let name: String
  /// By indicator, then by group.
  package let totals: [String: [String: Double]]

  /// - Parameters:
  ///   - column: that of the groups.
  ///   - indicators: those to look for.
  /// - Throws: `Failure` (EX_DATAERR) where the table lacks the column or every indicator, names a group twice, or
  ///   has no number for one.
  package init(_ table: DelimitedTable, by column: String, indicators: [String]) throws {
    guard let groups = table.columns.firstIndex(of: column) else {
      throw Failure.data(
        table.name, "has no column \(column); it has \(table.heading.list)")
    }
    let known = indicators.filter(table.columns.contains)
    guard !known.isEmpty else {
      throw Failure.data(
        table.name,
        "has no column of \(indicators.joined(separator: ", ")); it has \(table.heading.list)"
      )
    }
    let names = table.rows.map { $0[groups] }
    try requireNames(names, "\(table.name): \(column)")
    var totals: [String: [String: Double]] = [:]
    for indicator in known {
      guard let position = table.columns.firstIndex(of: indicator) else { continue }
      let values = try table.rows.indices.map { row in
        let text = table.rows[row][position]
        guard let value = table.rules.dialect.number(text) else {
          throw Failure.data(
            table.subject(row),
            "the total of \(indicator) of \(names[row]) is '\(text)', where a number is needed\(TableDialect.hint(text))"
          )
        }
        return value
      }
      totals[indicator] = Dictionary(zip(names, values)) { first, _ in first }
    }
    self.totals = totals
    name = table.name
  }
}
