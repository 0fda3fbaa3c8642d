internal import Evaluation
internal import Tooling

extension Division {
  /// The table of blocks that folds go by; nil without.
  func readBlocks(_ context: Context) throws -> BlockTable? {
    guard case .folds(_, .table(let path, let column), _) = self else { return nil }
    return try BlockTable(context.readTable(path), column: column)
  }
}
