package import HDF5

extension PredictorKind {
  static let randomForest = PredictorKind(
    "random-forest", "trees on bootstrap samples, the features of a split chosen on the validation part",
    settings: ["trees"] + TreeLimits.names, fitted: RandomForest.self
  ) { settings, subject in
    let limits = try TreeLimits(settings)
    let shares = limits.share.map { [$0] } ?? [nil, 1.0 / 3]
    let widths = shares.map { share in
      share.map { TreeLimits.part($0, of: subject.dimension) }
        ?? max(1, Int(Double(subject.dimension).squareRoot()))
    }
    return RandomForestPredictor(
      trees: try settings.integer("trees", in: 1...100_000) ?? 200,
      candidates: (widths.first == widths.last ? Array(widths.prefix(1)) : widths).map {
        TreeSettings(depth: limits.depth ?? .max, leaf: limits.leaf, features: $0)
      })
  }
}

/// A random forest whose settings are those of least squared error on the fold's validation part.
package struct RandomForestPredictor: Predictor {
  package var validation: ValidationUse { candidates.count > 1 ? .choosing : .none }
  package let dependsOnSeed = true

  let trees: Int
  let candidates: [TreeSettings]
  /// Trees that a candidate is judged by.
  private static let trial = 50

  /// - Parameter candidates: the settings to choose from; a single one needs no validation part.
  package init(trees: Int, candidates: [TreeSettings]) {
    precondition(!candidates.isEmpty && trees > 0, "trees")
    self.trees = trees
    self.candidates = candidates
  }

  package func fit(_ inputs: PredictorInputs, labels: [Double], fold: Fold, seed: UInt64, item: UInt64)
    -> any FittedPredictor
  {
    let features = inputs.features
    let truth = fold.validation.map { labels[$0] }
    let settings =
      candidates.count == 1
      ? candidates[0]
      : leastError(candidates, truth) { settings in
        RandomForest(
          features, rows: fold.train, labels: labels, settings: settings, trees: min(trees, Self.trial),
          seed: seed, item: item
        ).predictions(features, rows: fold.validation)
      }
    return RandomForest(
      features, rows: fold.trainingRows(validation), labels: labels, settings: settings, trees: trees,
      seed: seed, item: item)
  }
}

extension RandomForest: FittedPredictor {
  package func predictions(_ inputs: PredictorInputs) -> [Double] {
    predictions(inputs.features, rows: Array(0..<inputs.count))
  }

  /// Mean share of each feature in a tree's gains (sklearn's `feature_importances_`); none of trees of a file.
  package func featureWeights(dimension: Int) -> [Double]? {
    let shares = trees.reduce(into: [Double](repeating: 0, count: dimension)) { sums, tree in
      let gains = tree.gains(dimension: dimension)
      let total = gains.reduce(0, +)
      guard total > 0 else { return }
      for (feature, gain) in gains.enumerated() { sums[feature] += gain / total / Double(trees.count) }
    }
    return shares.contains { $0 > 0 } ? shares : nil
  }

  package func write(to file: borrowing HDF5File, at group: String) throws {
    try TreeFile.write(trees, to: file, at: group)
  }

  package init(from file: borrowing HDF5File, at group: String, dimension: Int) throws {
    trees = try TreeFile.read(from: file, at: group, dimension: dimension)
  }
}
