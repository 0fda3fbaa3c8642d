internal import Support
package import Tables

/// The block that each region belongs to: any table `region,block`, or a column of another.
package struct BlockTable: Sendable {
  /// How messages name the file.
  package let name: String
  package let labels: [String: String]

  /// - Parameter wanted: the column of the blocks (default: `block`, `group` or `cluster`, else the first
  ///   that does not name the region).
  package init(_ table: DelimitedTable, column wanted: String? = nil) throws {
    let ids = try table.regions()
    let column =
      if let wanted {
        table.columns.firstIndex(of: wanted)
      } else {
        table.column(named: "block", "group", "cluster")
          ?? table.columns.indices.first { $0 != table.regionColumn }
      }
    guard let column else {
      throw Failure.data(
        table.name,
        "has no column \(wanted ?? "block"); it has \(table.columns.joined(separator: ", "))")
    }
    for (id, row) in zip(ids, table.rows) where row[column].isEmpty {
      throw Failure.data(table.name, "names no block of region \(id)")
    }
    name = table.name
    labels = Dictionary(zip(ids, table.rows.map { $0[column] })) { first, _ in first }
  }
}
