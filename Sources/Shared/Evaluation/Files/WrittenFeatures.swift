internal import HDF5
internal import Schemas

/// Features of training regions that a file holds already. Models of several indicators learn from the same, and what
/// is equal is in a file once, under as many paths as need it.
struct WrittenFeatures {
  private var written: [(table: EmbeddingTable, group: String)] = []

  /// Writes `region` and `features` below `group`.
  mutating func write(_ table: EmbeddingTable, to file: borrowing HDF5File, at group: String) throws {
    let names = ["region", "features"]
    if let same = written.first(where: { Self.isEqual($0.table, table) }) {
      for name in names { try file.link("\(same.group)/\(name)", at: "\(group)/\(name)") }
      return
    }
    try file.write(
      table.ids, to: "\(group)/region",
      HDF5Layout("identifier of each region that the model learnt from", dimensions: []))
    try file.write(
      table.values, to: "\(group)/features", shape: [table.ids.count, table.dimension],
      HDF5Layout("features of each of these regions", dimensions: []))
    written.append((table, group))
  }

  private static func isEqual(_ first: EmbeddingTable, _ second: EmbeddingTable) -> Bool {
    first.dimension == second.dimension && first.ids == second.ids && first.values == second.values
  }
}
