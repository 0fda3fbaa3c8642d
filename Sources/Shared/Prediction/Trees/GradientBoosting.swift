package import Schemas
internal import Support

/// Regression trees grown one after the other on what the ones before leave unexplained, each added with a
/// factor (Friedman, Annals of Statistics 29, 2001; squared error).
package struct GradientBoosting: Sendable {
  let start: Double
  let shrinkage: Double
  var trees: [RegressionTree] = []

  /// - Parameters:
  ///   - rows: the regions to grow on.
  ///   - labels: one for each region.
  ///   - shrinkage: the factor of each tree.
  ///   - item: tells models of one seed apart.
  ///   - proceeds: asked after every round with the model so far; false ends the growth.
  package init(
    _ features: EmbeddingTable, rows: [Int], labels: [Double], settings: TreeSettings, rounds: Int,
    shrinkage: Double, seed: UInt64, item: UInt64 = 0,
    while proceeds: (GradientBoosting) -> Bool = { _ in true }
  ) {
    let bins = FeatureBins(features, rows: rows)
    let sample = Array(rows.indices)
    start = rows.reduce(0) { $0 + labels[$1] } / Double(rows.count)
    self.shrinkage = shrinkage
    var residuals = rows.map { labels[$0] - start }
    for round in 0..<rounds {
      var grower = TreeGrower(
        bins, settings, random: Philox(seed: seed, "boosting \(item)", UInt64(round)))
      trees.append(grower.grow(residuals, sample: sample))
      for (row, step) in lastStep(features, rows: rows).enumerated() { residuals[row] -= step }
      guard proceeds(self) else { return }
    }
  }

  /// What the last tree adds to the predictions.
  func lastStep(_ table: EmbeddingTable, rows: [Int]) -> [Double] {
    guard let last = trees.last else { return rows.map { _ in 0 } }
    return sum([last], table, rows)
  }

  /// The predictions of regions with the features `table`.
  package func predictions(_ table: EmbeddingTable, rows: [Int]) -> [Double] {
    sum(trees, table, rows).map { start + $0 }
  }

  private func sum(_ trees: [RegressionTree], _ table: EmbeddingTable, _ rows: [Int]) -> [Double] {
    table.values.withUnsafeBufferPointer { values in
      rows.map { row in
        let own = values[(row * table.dimension)..<((row + 1) * table.dimension)]
        return trees.reduce(0) { $0 + shrinkage * $1.prediction(own) }
      }
    }
  }
}
