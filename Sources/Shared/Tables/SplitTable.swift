internal import Support

/// Which part of the data each region belongs to, joined by id.
package struct SplitTable: Sendable {
  /// Region ids of each part, in file order.
  package private(set) var parts: [Part: [String]] = [:]

  package var ids: [String] { Part.allCases.flatMap { parts[$0] ?? [] } }

  /// Reads a `region,split` table, whose parts are train, val (or validation, valid, dev) and test.
  package init(_ table: DelimitedTable) throws {
    guard let column = try table.column(.split) else {
      throw Failure.data(
        table.name, "has no column split; it has \(table.heading.list); --columns split=NAME says which it is"
      )
    }
    let ids = try table.regions()
    var problems = RowProblems(table.name)
    for row in table.rows.indices {
      let text = table.rows[row][column]
      guard let part = Part(named: text) else {
        problems.note(
          Failure.data(
            table.subject(row), "puts region \(ids[row]) into '\(text)', where train, val or test is needed"))
        continue
      }
      parts[part, default: []].append(ids[row])
    }
    try problems.require()
    try check(table.name)
  }

  /// Reads the reference's index files.
  /// - Parameters:
  ///   - indices: tables with the column `csvindex`, for the training, validation and test part.
  ///   - regions: the table with the column `imagename` whose rows they number from 0.
  package init(indices: [DelimitedTable], regions: DelimitedTable) throws {
    precondition(indices.count == Part.allCases.count, "a table for each part")
    let ids = try regions.regions()
    var owner: [Int: Part] = [:]
    for (part, table) in zip(Part.allCases, indices) {
      let column = try table.column(named: "csvindex") ?? 0
      parts[part] = try table.rows.indices.map { row in
        let subject = table.subject(row)
        guard let index = Int(table.rows[row][column]), ids.indices.contains(index) else {
          throw Failure.data(
            subject,
            "has index '\(table.rows[row][column])', where 0 to \(ids.count - 1) is possible (\(regions.name))"
          )
        }
        if let other = owner.updateValue(part, forKey: index) {
          throw Failure.data(
            subject, "lists region \(ids[index]) again, which is in \(other.rawValue) already")
        }
        return ids[index]
      }
    }
    try check(regions.name)
  }

  /// The same parts of regions by other ids.
  /// - Throws: `Failure` (EX_DATAERR) where two get the same.
  package func renamed(in name: String, _ rename: (String) -> String) throws -> SplitTable {
    var result = self
    result.parts = parts.mapValues { $0.map(rename) }
    try requireIdentifiers(result.ids, of: "region", in: name) { _ in name }
    return result
  }

  private func check(_ name: String) throws {
    for part in [Part.train, .test] where (parts[part] ?? []).isEmpty {
      throw Failure.data(name, "puts no region into \(part.rawValue)")
    }
  }
}
