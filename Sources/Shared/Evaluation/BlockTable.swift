/// The block that each region belongs to: any table `region,block`.
public struct BlockTable: Sendable {
  /// How messages name the file.
  public let name: String
  public let labels: [String: String]

  public init(_ table: DelimitedTable) throws {
    let ids = try table.regions()
    let column =
      table.column(named: "block", "group", "cluster")
      ?? table.columns.indices.first { $0 != table.regionColumn }
    guard let column else { throw Failure.data(table.name, "has no column block") }
    for (id, row) in zip(ids, table.rows) where row[column].isEmpty {
      throw Failure.data(table.name, "names no block of region \(id)")
    }
    name = table.name
    labels = Dictionary(zip(ids, table.rows.map { $0[column] })) { first, _ in first }
  }
}
