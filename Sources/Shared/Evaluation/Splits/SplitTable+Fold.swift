package import Prediction
internal import Tables

extension SplitTable {
  /// The fold of row numbers in `rows`; regions that are not there are left out.
  package func fold(_ rows: [String: Int]) -> Fold {
    let numbers = parts.mapValues { ids in ids.compactMap { rows[$0] }.sorted() }
    return Fold(
      train: numbers[.train] ?? [], validation: numbers[.validation] ?? [], test: numbers[.test] ?? [])
  }
}
