package import Networks
package import Numerics
internal import Support

/// Full-batch training with AdamW that keeps the epoch of the best validation R².
package enum PerceptronTraining {
  /// Training loss (with dropout, before the step) and validation R² of an epoch.
  package typealias Epoch = (loss: Double, validationR2: Double)

  /// Trains `network` and leaves it with the parameters of its best epoch.
  /// - Returns: every epoch.
  /// - Throws: `Failure` (EX_DATAERR) when no epoch has a validation R².
  @discardableResult
  package static func run(
    _ network: Perceptron, _ settings: PerceptronSettings, dropout: Dropout? = nil,
    train: (x: Tensor, y: [Double]), validation: (x: Tensor, y: [Double])
  ) throws -> [Epoch] {
    let optimiser = Adam(
      network.parameters, learningRate: settings.learningRate, decay: .decoupled(settings.weightDecay))
    let best = network.parameters.map { Tensor($0.value.shape) }
    var bestR2 = -Double.infinity
    var bestEpoch = 0
    var history: [Epoch] = []
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
}
