internal import Schemas

extension PredictorKind {
  static let elasticNet = PredictorKind(
    "elastic-net", "linear with absolute and squared penalties, both chosen on the validation part",
    settings: ["l1-ratio"], fitted: LinearModel.self
  ) { settings, _ in
    let ratios = try settings.numbers("l1-ratio", "0.01 to 1") { $0 >= 0.01 && $0 <= 1 }
    return ElasticNetPredictor(ratios: ratios ?? ElasticNetPredictor.defaultRatios)
  }

  static let lasso = PredictorKind(
    "lasso", "the same with the absolute penalty alone", fitted: LinearModel.self
  ) { _, _ in ElasticNetPredictor(ratios: [1]) }
}

/// Elastic net on standardised features; the penalty λ, and its share ρ of absolute weights, are those of
/// least squared error on the fold's validation part.
package struct ElasticNetPredictor: Predictor {
  package let validation = ValidationUse.choosing
  package let dependsOnSeed = false
  /// From almost ridge to the lasso.
  package static let defaultRatios = [0.1, 0.5, 1]

  let ratios: [Double]

  /// - Parameter ratios: the ρ to choose from, above 0 and at most 1; `[1]` is the lasso.
  package init(ratios: [Double] = Self.defaultRatios) {
    precondition(!ratios.isEmpty && ratios.allSatisfy { $0 > 0 && $0 <= 1 }, "ratios above 0 up to 1")
    self.ratios = ratios
  }

  package func fit(_ inputs: PredictorInputs, labels: [Double], fold: Fold, seed: UInt64, item: UInt64)
    -> any FittedPredictor
  {
    let (ratio, penalty) = choose(inputs.features, fold, labels)
    let (net, scaling) = net(inputs.features, fold.trainingRows(validation), labels)
    let fits = net.path(l1Ratio: ratio, penalties: [penalty])
    return LinearModel(scaling, weights: fits[0].weights, intercept: fits[0].intercept)
  }

  private func net(_ features: EmbeddingTable, _ rows: [Int], _ labels: [Double]) -> (
    ElasticNet, Standardisation
  ) {
    let scaling = Standardisation(features, rows: rows)
    let net = ElasticNet(
      scaling.apply(features, rows: rows), rows: rows.count, columns: features.dimension,
      labels: rows.map { labels[$0] })
    return (net, scaling)
  }

  private func choose(_ features: EmbeddingTable, _ fold: Fold, _ labels: [Double]) -> (
    ratio: Double, penalty: Double
  ) {
    let (net, scaling) = net(features, fold.train, labels)
    let width = features.dimension
    let inputs = scaling.apply(features, rows: fold.validation)
    let truth = fold.validation.map { labels[$0] }
    let fits = ratios.flatMap { ratio in
      net.path(l1Ratio: ratio, penalties: net.penalties(l1Ratio: ratio)).map { (ratio, $0) }
    }
    let best = leastError(fits, truth) { _, fit in
      truth.indices.map { fit.prediction(inputs[($0 * width)..<(($0 + 1) * width)]) }
    }
    return (best.0, best.1.penalty)
  }
}
