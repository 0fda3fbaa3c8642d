internal import Support
package import Tables

/// The block that each region belongs to: any table `region,block`, or a column of another.
package struct BlockTable: Sendable {
  /// How messages name the file.
  package let name: String
  package private(set) var labels: [String: String]

  /// - Parameter wanted: the column of the blocks (default: `block`, `group` or `cluster`, else the first
  ///   that does not name the region).
  package init(_ table: DelimitedTable, column wanted: String? = nil) throws {
    let ids = try table.regions()
    let own = try table.regionColumn()
    let column =
      if let wanted {
        try table.heading.position([wanted])
      } else {
        try table.column(.block) ?? table.columns.indices.first { $0 != own && !table.columns[$0].isEmpty }
      }
    guard let column else {
      throw Failure.data(
        table.name,
        "has no column \(wanted ?? "block"); it has \(table.heading.list)")
    }
    var problems = RowProblems(table.name)
    for (row, id) in ids.enumerated() where table.rows[row][column].isEmpty {
      problems.note(Failure.data(table.subject(row), "names no block of region \(id)"))
    }
    try problems.require()
    name = table.name
    labels = Dictionary(zip(ids, table.rows.map { $0[column] })) { first, _ in first }
  }

  /// The same blocks of regions by other ids.
  package func renamed(_ rename: (String) -> String) -> BlockTable {
    var result = self
    result.labels = Dictionary(labels.map { (rename($0), $1) }) { first, _ in first }
    return result
  }
}
