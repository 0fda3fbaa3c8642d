extension EmbeddingTable {
  /// The rows of `wanted`, in its order; each must be there.
  package func selecting(_ wanted: [String]) -> EmbeddingTable {
    var selected: [Float] = []
    selected.reserveCapacity(wanted.count * dimension)
    for row in rows(of: wanted) {
      guard let row else { preconditionFailure("a region that is not in the table") }
      selected.append(contentsOf: self.row(row))
    }
    return EmbeddingTable(ids: wanted, values: selected, dimension: dimension)
  }

  /// Tables of the same ids in the same order, side by side.
  package init(joining tables: [EmbeddingTable]) {
    let ids = tables.first?.ids ?? []
    precondition(tables.allSatisfy { $0.ids == ids }, "tables of one order")
    self.init(
      ids: ids, values: ids.indices.flatMap { row in tables.flatMap { $0.row(row) } },
      dimension: tables.reduce(0) { $0 + $1.dimension })
  }

  /// The rows of tables of one dimension, one table's after another's.
  package init(stacking tables: [EmbeddingTable]) {
    let dimension = tables.first?.dimension ?? 0
    precondition(tables.allSatisfy { $0.dimension == dimension }, "tables of one dimension")
    self.init(
      ids: tables.flatMap(\.ids), values: [Float](tables.map(\.values).joined()), dimension: dimension)
  }

  /// The table with all rows but `kept` taken from `other`, which has the same ids and dimension.
  package func replacing(rowsExcept kept: [Int], from other: EmbeddingTable) -> EmbeddingTable {
    precondition(other.ids.count == ids.count && other.dimension == dimension, "tables of one shape")
    var result = other
    for row in kept {
      let range = (row * dimension)..<((row + 1) * dimension)
      result.values.replaceSubrange(range, with: values[range])
    }
    return result
  }
}
