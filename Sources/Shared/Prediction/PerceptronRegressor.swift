package import Networks
package import Numerics
package import Schemas
internal import Support

/// The predictor of KnowCL (Liu et al., WWW 2023): a perceptron trained full batch with AdamW, kept at the
/// epoch of the best validation R².
package struct PerceptronRegressor: Regressor {
  package let usesValidation = true
  package let dependsOnSeed: Bool
  let features: RegressorFeatures
  let settings: PerceptronSettings
  let standardises: Bool
  /// Replaces every seed, as the reference does.
  let fixedSeed: UInt64?

  /// - Parameters:
  ///   - applied: predict regions outside the training part with these instead; the validation part still
  ///     stops training with `features`.
  ///   - standardises: scale features over the training regions first; the reference takes them raw.
  ///   - fixedSeed: one seed for all runs.
  package init(
    _ features: EmbeddingTable, appliedTo applied: EmbeddingTable? = nil, settings: PerceptronSettings,
    standardises: Bool = false, fixedSeed: UInt64? = nil
  ) {
    self.features = RegressorFeatures(features, appliedTo: applied)
    self.settings = settings
    self.standardises = standardises
    self.fixedSeed = fixedSeed
    dependsOnSeed = fixedSeed == nil
  }

  package func predictions(trainedOn fold: Fold, labels: [Double], seed: UInt64, item: UInt64) throws
    -> [Double]
  {
    let fitted = features.fitted
    let scaling = standardises ? Standardisation(fitted, rows: fold.train) : nil
    let network = Perceptron(inputs: fitted.dimension, hidden: settings.hidden)
    network.initialise(seed: fixedSeed ?? seed, item: item)
    let (centre, spread) = settings.standardisesLabels ? Self.moments(fold.train.map { labels[$0] }) : (0, 1)
    let labels = labels.map { ($0 - centre) / spread }
    let dropout = Dropout(settings.dropout, seed: fixedSeed ?? seed, place: "perceptron \(item)")
    try Self.train(
      network, settings, dropout: dropout,
      train: (Self.input(fitted, fold.train, scaling), fold.train.map { labels[$0] }),
      validation: (Self.input(fitted, fold.validation, scaling), fold.validation.map { labels[$0] }))
    let inputs = Self.input(features.inputs(fold), Array(labels.indices), scaling)
    return network.predictions(inputs).map { centre + spread * Double($0) }
  }

  /// Mean and standard deviation; 1 for labels without spread.
  private static func moments(_ labels: [Double]) -> (mean: Double, deviation: Double) {
    let mean = labels.reduce(0, +) / Double(labels.count)
    let deviation = (labels.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(labels.count)).squareRoot()
    return (mean, deviation > abs(mean) * 1e-12 ? deviation : 1)
  }

  /// Trains `network` and leaves it with the parameters of its best epoch.
  /// - Returns: training loss (with dropout, before the step) and validation R² of each epoch.
  /// - Throws: `Failure` (EX_DATAERR) when no epoch has a validation R².
  @discardableResult
  package static func train(
    _ network: Perceptron, _ settings: PerceptronSettings, dropout: Dropout? = nil,
    train: (x: Tensor, y: [Double]), validation: (x: Tensor, y: [Double])
  ) throws -> [(loss: Double, validationR2: Double)] {
    let optimiser = Adam(
      network.parameters, learningRate: settings.learningRate, decay: .decoupled(settings.weightDecay))
    let best = network.parameters.map { Tensor($0.value.shape) }
    var bestR2 = -Double.infinity
    var bestEpoch = 0
    var history: [(loss: Double, validationR2: Double)] = []
    for epoch in 1...max(1, settings.epochs) {
      let loss = network.backward(train.x, labels: train.y, dropout: dropout, step: UInt64(epoch))
      optimiser.step()
      let r2 = RegressionScores.r2(
        labels: validation.y, predictions: network.predictions(validation.x).map(Double.init))
      history.append((loss, r2))
      if r2 > bestR2 {
        (bestR2, bestEpoch) = (r2, epoch)
        for (copy, parameter) in zip(best, network.parameters) { copy.copy(from: parameter.value) }
      }
      if epoch - bestEpoch >= settings.patience { break }
    }
    guard bestR2.isFinite else {
      throw Failure.data(
        nil,
        "the MLP's validation R² was never finite: it diverged (a lower --learning-rate may help) or has fewer than two validation regions"
      )
    }
    for (copy, parameter) in zip(best, network.parameters) { parameter.value.copy(from: copy) }
    return history
  }

  private static func input(_ features: EmbeddingTable, _ rows: [Int], _ scaling: Standardisation?) -> Tensor
  {
    let values = scaling?.apply(features, rows: rows).map { Float($0) } ?? rows.flatMap { features.row($0) }
    let tensor = Tensor([rows.count, features.dimension])
    for (index, value) in values.enumerated() { tensor[index] = value }
    return tensor
  }
}
