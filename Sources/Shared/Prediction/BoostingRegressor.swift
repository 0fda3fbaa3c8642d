package import Schemas

/// Gradient-boosted trees; their depth and number are those of least squared error on the fold's
/// validation part.
package struct BoostingRegressor: Regressor {
  package let usesValidation = true
  package let dependsOnSeed = true

  let features: RegressorFeatures
  /// Most trees.
  let rounds: Int
  let shrinkage: Double
  let candidates: [TreeSettings]
  /// Rounds without a lower error after which a candidate's growth ends.
  private static let patience = 30

  /// - Parameters:
  ///   - applied: predict regions outside the training part with these instead; the validation part still
  ///     chooses with `features`.
  ///   - candidates: the trees to choose from.
  package init(
    _ features: EmbeddingTable, appliedTo applied: EmbeddingTable? = nil, rounds: Int, shrinkage: Double,
    candidates: [TreeSettings]
  ) {
    precondition(!candidates.isEmpty && rounds > 0, "trees")
    self.features = RegressorFeatures(features, appliedTo: applied)
    self.rounds = rounds
    self.shrinkage = shrinkage
    self.candidates = candidates
  }

  package func predictions(trainedOn fold: Fold, labels: [Double], seed: UInt64, item: UInt64) -> [Double] {
    var chosen = (settings: candidates[0], rounds: 1)
    var least = Double.infinity
    for settings in candidates {
      let (rounds, error) = bestRound(settings, fold, labels, seed: seed, item: item)
      if error < least { (chosen, least) = ((settings, rounds), error) }
    }
    let final = fold.refitted
    let model = GradientBoosting(
      features.fitted, rows: final.train, labels: labels, settings: chosen.settings, rounds: chosen.rounds,
      shrinkage: shrinkage, seed: seed, item: item)
    return model.predictions(features.inputs(final), rows: Array(labels.indices))
  }

  private func bestRound(
    _ settings: TreeSettings, _ fold: Fold, _ labels: [Double], seed: UInt64, item: UInt64
  ) -> (rounds: Int, error: Double) {
    let truth = fold.validation.map { labels[$0] }
    var best = (rounds: 1, error: Double.infinity)
    var predictions: [Double]?
    _ = GradientBoosting(
      features.fitted, rows: fold.train, labels: labels, settings: settings, rounds: rounds,
      shrinkage: shrinkage, seed: seed, item: item
    ) { model in
      let before = predictions ?? truth.map { _ in model.start }
      let now = zip(before, model.lastStep(features.fitted, rows: fold.validation)).map(+)
      predictions = now
      let error = squaredError(truth, now)
      if error < best.error { best = (model.trees.count, error) }
      return model.trees.count - best.rounds < Self.patience
    }
    return best
  }
}
