package import Schemas

/// Elastic net on standardised features; the penalty λ, and its share ρ of absolute weights, are those of
/// least squared error on the fold's validation part.
package struct ElasticNetRegressor: Regressor {
  package let usesValidation = true
  package let dependsOnSeed = false
  /// From almost ridge to the lasso.
  package static let defaultRatios = [0.1, 0.5, 1]

  let features: RegressorFeatures
  let ratios: [Double]

  /// - Parameters:
  ///   - applied: predict regions outside the training part with these instead.
  ///   - ratios: the ρ to choose from, above 0 and at most 1; `[1]` is the lasso.
  package init(
    _ features: EmbeddingTable, appliedTo applied: EmbeddingTable? = nil,
    ratios: [Double] = Self.defaultRatios
  ) {
    precondition(!ratios.isEmpty && ratios.allSatisfy { $0 > 0 && $0 <= 1 }, "ratios above 0 up to 1")
    self.features = RegressorFeatures(features, appliedTo: applied)
    self.ratios = ratios
  }

  package func predictions(trainedOn fold: Fold, labels: [Double], seed: UInt64, item: UInt64) -> [Double] {
    let (ratio, penalty) = choose(fold, labels)
    let final = fold.refitted
    let (net, scaling) = net(final.train, labels)
    guard let fit = net.path(l1Ratio: ratio, penalties: [penalty]).first else { return labels }
    let inputs = features.inputs(final)
    return labels.indices.map { fit.prediction(scaling.apply(inputs, rows: [$0])[...]) }
  }

  private func net(_ rows: [Int], _ labels: [Double]) -> (ElasticNet, Standardisation) {
    let scaling = Standardisation(features.fitted, rows: rows)
    let net = ElasticNet(
      scaling.apply(features.fitted, rows: rows), rows: rows.count, columns: features.fitted.dimension,
      labels: rows.map { labels[$0] })
    return (net, scaling)
  }

  private func choose(_ fold: Fold, _ labels: [Double]) -> (ratio: Double, penalty: Double) {
    let (net, scaling) = net(fold.train, labels)
    let width = features.fitted.dimension
    let inputs = scaling.apply(features.fitted, rows: fold.validation)
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
