package import HDF5
internal import Schemas

extension PredictorKind {
  static let gradientBoosting = PredictorKind(
    "gradient-boosting",
    "trees on the residuals of those before, their depth and number chosen on the validation part",
    settings: ["rounds", "shrinkage"] + TreeLimits.names, fitted: GradientBoosting.self
  ) { settings, subject in
    let limits = try TreeLimits(settings)
    let width = TreeLimits.part(limits.share ?? 1.0 / 3, of: subject.dimension)
    return GradientBoostingPredictor(
      rounds: try settings.integer("rounds", in: 1...100_000) ?? 300,
      shrinkage: try settings.number("shrinkage", "above 0 and at most 1") { $0 > 0 && $0 <= 1 } ?? 0.1,
      candidates: (limits.depth.map { [$0] } ?? [2, 3, 5]).map {
        TreeSettings(depth: $0, leaf: limits.leaf, features: width)
      })
  }
}

/// Gradient-boosted trees; their depth and number are those of least squared error on the fold's
/// validation part.
package struct GradientBoostingPredictor: Predictor {
  package let validation = ValidationUse.choosing
  package let dependsOnSeed = true

  /// Most trees.
  let rounds: Int
  let shrinkage: Double
  let candidates: [TreeSettings]
  /// Rounds without a lower error after which a candidate's growth ends.
  private static let patience = 30

  /// - Parameter candidates: the trees to choose from.
  package init(rounds: Int, shrinkage: Double, candidates: [TreeSettings]) {
    precondition(!candidates.isEmpty && rounds > 0, "trees")
    self.rounds = rounds
    self.shrinkage = shrinkage
    self.candidates = candidates
  }

  package func fit(_ inputs: PredictorInputs, labels: [Double], fold: Fold, seed: UInt64, item: UInt64)
    -> any FittedPredictor
  {
    var chosen = (settings: candidates[0], rounds: 1)
    var least = Double.infinity
    for settings in candidates {
      let (rounds, error) = bestRound(settings, inputs.features, fold, labels, seed: seed, item: item)
      if error < least { (chosen, least) = ((settings, rounds), error) }
    }
    return GradientBoosting(
      inputs.features, rows: fold.trainingRows(validation), labels: labels, settings: chosen.settings,
      rounds: chosen.rounds, shrinkage: shrinkage, seed: seed, item: item)
  }

  private func bestRound(
    _ settings: TreeSettings, _ features: EmbeddingTable, _ fold: Fold, _ labels: [Double], seed: UInt64,
    item: UInt64
  ) -> (rounds: Int, error: Double) {
    let truth = fold.validation.map { labels[$0] }
    var best = (rounds: 1, error: Double.infinity)
    var predictions: [Double]?
    _ = GradientBoosting(
      features, rows: fold.train, labels: labels, settings: settings, rounds: rounds, shrinkage: shrinkage,
      seed: seed, item: item
    ) { model in
      let before = predictions ?? truth.map { _ in model.start }
      let now = zip(before, model.lastStep(features, rows: fold.validation)).map(+)
      predictions = now
      let error = squaredError(truth, now)
      if error < best.error { best = (model.trees.count, error) }
      return model.trees.count - best.rounds < Self.patience
    }
    return best
  }
}

extension GradientBoosting: FittedPredictor {
  package func predictions(_ inputs: PredictorInputs) -> [Double] {
    predictions(inputs.features, rows: Array(0..<inputs.count))
  }

  /// Gains of all trees (sklearn's `feature_importances_`, but for their sum); none of trees of a file.
  package func featureWeights(dimension: Int) -> [Double]? {
    let gains = trees.reduce(into: [Double](repeating: 0, count: dimension)) { sums, tree in
      for (feature, gain) in tree.gains(dimension: dimension).enumerated() { sums[feature] += gain }
    }
    return gains.contains { $0 > 0 } ? gains : nil
  }

  package func write(to file: borrowing HDF5File, at group: String) throws {
    try TreeFile.write(trees, to: file, at: group)
    for (name, value, text) in [
      ("start", start, "mean of the training labels"), ("shrinkage", shrinkage, "factor of each tree"),
    ] {
      try file.write([value], to: "\(group)/\(name)", shape: [1], HDF5Layout(text, dimensions: []))
    }
  }

  package init(from file: borrowing HDF5File, at group: String, dimension: Int) throws {
    trees = try TreeFile.read(from: file, at: group, dimension: dimension)
    start = try file.read("\(group)/start", shape: [1])[0]
    shrinkage = try file.read("\(group)/shrinkage", shape: [1])[0]
  }
}
