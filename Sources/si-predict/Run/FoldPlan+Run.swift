internal import Evaluation
internal import Prediction
internal import Support
internal import Tables
internal import Tooling

extension FoldPlan {
  /// Prints the fold that tests each region, or what part a fold makes of it.
  func run(_ context: Context) throws {
    let regions = try FoldRegions(self, context)
    // No part of a fold is kept for validation: whoever trains on the others says what becomes of them.
    let plan = try EvaluationPlan(
      folds: folds, keepingTogether: blocks, validation: 0, of: regions, seed: context.seed)
    let folds = plan.folds(seed: context.seed)
    if let tested, !folds.indices.contains(tested) {
      throw Failure.usage("--test-fold must be 0 to \(folds.count - 1), not \(tested)")
    }
    var numbers = [Int](repeating: 0, count: regions.ids.count)
    for (number, fold) in folds.enumerated() { for row in fold.test { numbers[row] = number } }
    let rows = zip(regions.ids, numbers).map { id, number in
      FoldRow(
        region: id, fold: tested == nil ? number : nil,
        split: tested.map { ($0 == number ? Part.test : .train).rawValue })
    }
    if isJSON { return try context.writeText(output, JSONLines.text(rows)) }
    let header = "region,\(tested == nil ? "fold" : "split")"
    try context.writeText(output, ([header] + rows.map(\.line)).map { $0 + "\n" }.joined())
  }

  /// A region with its fold or its part.
  private struct FoldRow: Encodable {
    let region: String
    let fold: Int?
    let split: String?

    var line: String { "\(CSVField.quoted(region)),\(fold.map(String.init) ?? split ?? "")" }
  }
}
