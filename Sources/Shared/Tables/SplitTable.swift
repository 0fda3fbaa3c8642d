internal import Support

/// Which part of the data each region belongs to, joined by id.
package struct SplitTable: Sendable {
  /// Region ids of each part, in file order.
  package private(set) var parts: [Part: [String]] = [:]

  package var ids: [String] { Part.allCases.flatMap { parts[$0] ?? [] } }

  /// Reads a `region,split` table, whose parts are train, val (or validation, valid, dev) and test.
  package init(_ table: DelimitedTable) throws {
    guard let column = table.column(named: "split", "part", "set", "fold") else {
      throw Failure.data(table.name, "has no column split; it has \(table.columns.joined(separator: ", "))")
    }
    let ids = try table.regions()
    for row in table.rows.indices {
      let text = table.rows[row][column].lowercased()
      let synonyms = ["validation": "val", "valid": "val", "dev": "val"]
      guard let part = Part(rawValue: synonyms[text] ?? text) else {
        throw Failure.data(
          "\(table.name): line \(table.lines[row])",
          "puts region \(ids[row]) into '\(table.rows[row][column])', where train, val or test is needed")
      }
      parts[part, default: []].append(ids[row])
    }
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
      let column = table.column(named: "csvindex") ?? 0
      parts[part] = try table.rows.indices.map { row in
        let subject = "\(table.name): line \(table.lines[row])"
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

  private func check(_ name: String) throws {
    for part in [Part.train, .test] where (parts[part] ?? []).isEmpty {
      throw Failure.data(name, "puts no region into \(part.rawValue)")
    }
  }
}
