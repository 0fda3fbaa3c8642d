internal import Support

/// What docs/formats.md says that a `knowcl/kge` MUST be, beyond shapes, types and finiteness.
extension GraphEmbedding {
  /// - Parameter subject: the file and the dataset of the relations' names.
  /// - Throws: `Failure` (EX_DATAERR) naming the row that breaks a rule.
  func requireRules(_ subject: String) throws {
    let known = Set(relationNames)
    for (row, relation) in relationNames.enumerated() {
      let partner = relation.hasSuffix("_rev") ? String(relation.dropLast(4)) : Self.reverse(of: relation)
      guard known.contains(partner) || known.contains(Self.reverse(of: relation)) else {
        throw Failure.data(
          subject, "row \(row) is '\(relation)' without '\(partner)', where each relation has its reverse")
      }
      guard row == 0 || relationNames[row - 1].utf8.lexicographicallyPrecedes(relation.utf8) else {
        throw Failure.data(
          subject, "row \(row) is '\(relation)' behind '\(relationNames[row - 1])', where names are sorted")
      }
    }
  }
}

/// What docs/formats.md says that a `knowcl/embeddings` MUST be, beyond shapes, types and finiteness; of AnnData, too.
extension EmbeddingTable {
  /// - Parameter subject: the file and the dataset of the values.
  /// - Throws: `Failure` (EX_DATAERR).
  func requireRules(_ subject: String) throws {
    guard dimension > 0 else {
      throw Failure.data(subject, "has no columns, where features of each region are needed")
    }
  }
}
