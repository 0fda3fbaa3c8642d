extension EmbeddingTable {
  /// The rows of `wanted`, in its order; each must be there.
  public func selecting(_ wanted: [String]) -> EmbeddingTable {
    var selected: [Float] = []
    selected.reserveCapacity(wanted.count * dimension)
    for row in rows(of: wanted) {
      guard let row else { preconditionFailure("a region that is not in the table") }
      selected.append(contentsOf: self.row(row))
    }
    return EmbeddingTable(ids: wanted, values: selected, dimension: dimension)
  }
}
