internal import Schemas

/// Features of the same regions in the same order: those that a model is fitted on, and those that it
/// predicts with, which may describe the regions otherwise (pictures under clouds, say).
struct RegressorFeatures: Sendable {
  let fitted: EmbeddingTable
  private let applied: EmbeddingTable?

  init(_ fitted: EmbeddingTable, appliedTo applied: EmbeddingTable?) {
    self.fitted = fitted
    self.applied = applied
  }

  /// What a model of `fold` predicts with: the regions that it was fitted on keep their features.
  func inputs(_ fold: Fold) -> EmbeddingTable {
    applied.map { fitted.replacing(rowsExcept: fold.train, from: $0) } ?? fitted
  }
}
