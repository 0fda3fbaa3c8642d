internal import Support

/// What docs/formats.md says that a `knowcl/kg` MUST be, beyond shapes, types and indices.
extension KnowledgeGraph {
  /// - Throws: `Failure` (EX_DATAERR) naming the dataset that breaks a rule, and where.
  func requireRules(_ name: String) throws {
    let ids = "\(name): /entity/id"
    for (row, id) in entityIDs[..<regionCount].enumerated() {
      try NameRules.require(id, "\(ids): row \(row)", isLabel: true)
    }
    try requireNaturalOrder(entityIDs[..<regionCount], ids)
    try requireNaturalOrder(entityIDs[regionCount...], ids)
    try requirePositions("\(name): /entity/lonlat")
    for (row, (first, second)) in zip(relationNames, relationNames.dropFirst()).enumerated()
    where !first.utf8.lexicographicallyPrecedes(second.utf8) {
      throw Failure.data(
        "\(name): /relation/name", "row \(row + 1) is '\(second)' behind '\(first)', where names are sorted")
    }
    if let row = RepeatedFacts(heads, relations, tails).rows.first {
      throw Failure.data(
        "\(name): /triple",
        "row \(row) is the fact '\(entityIDs[Int(heads[row])])' '\(relationNames[Int(relations[row])])' '\(entityIDs[Int(tails[row])])' again, where each is there once"
      )
    }
  }

  private func requireNaturalOrder(_ ids: ArraySlice<String>, _ subject: String) throws {
    let failure = Unchecked(ids)
    try Parallel.tryForEach((ids.count + 65_535) / 65_536) { shard in
      let ids = failure.value
      let start = ids.startIndex + 65_536 * shard
      for row in start..<min(start + 65_536, ids.endIndex - 1)
      where !NaturalOrder.precedes(ids[row], ids[row + 1]) {
        throw Failure.data(
          subject,
          "row \(row + 1) is '\(ids[row + 1])' behind '\(ids[row])', where regions and others are each in natural order"
        )
      }
    }
  }

  private func requirePositions(_ subject: String) throws {
    for (row, position) in coordinates.enumerated() {
      if position.x.isNaN, position.y.isNaN { continue }
      if let problem = WGS84.problem(with: position) { throw Failure.data(subject, "row \(row) \(problem)") }
    }
  }
}
