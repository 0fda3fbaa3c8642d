package import Schemas

/// A random forest whose settings are those of least squared error on the fold's validation part.
package struct ForestRegressor: Regressor {
  package var usesValidation: Bool { candidates.count > 1 }
  package let dependsOnSeed = true

  let features: RegressorFeatures
  let trees: Int
  let candidates: [TreeSettings]
  /// Trees that a candidate is judged by.
  private static let trial = 50

  /// - Parameters:
  ///   - applied: predict regions outside the training part with these instead.
  ///   - candidates: the settings to choose from; a single one needs no validation part.
  package init(
    _ features: EmbeddingTable, appliedTo applied: EmbeddingTable? = nil, trees: Int,
    candidates: [TreeSettings]
  ) {
    precondition(!candidates.isEmpty && trees > 0, "trees")
    self.features = RegressorFeatures(features, appliedTo: applied)
    self.trees = trees
    self.candidates = candidates
  }

  package func predictions(trainedOn fold: Fold, labels: [Double], seed: UInt64, item: UInt64) -> [Double] {
    let truth = fold.validation.map { labels[$0] }
    let settings =
      candidates.count == 1
      ? candidates[0]
      : leastError(candidates, truth) { settings in
        RandomForest(
          features.fitted, rows: fold.train, labels: labels, settings: settings,
          trees: min(trees, Self.trial), seed: seed, item: item
        ).predictions(features.fitted, rows: fold.validation)
      }
    let final = fold.refitted
    let forest = RandomForest(
      features.fitted, rows: final.train, labels: labels, settings: settings, trees: trees, seed: seed,
      item: item)
    return forest.predictions(features.inputs(final), rows: Array(labels.indices))
  }
}
