package import Numerics
package import Schemas
internal import Support

/// Trains a model on the pairs of regions and pictures, one step at a time.
///
/// Every random draw is keyed by seed, epoch and step, so where a run stands is told by counters alone.
package final class ContrastiveTrainer {
  package let configuration: TrainingConfiguration
  package let model: ContrastiveModel
  package let pairs: TrainingPairs
  package let optimiser: Adam
  package internal(set) var history = TrainingHistory()
  /// Epochs done.
  package internal(set) var epoch = 0
  var progress = EpochProgress()
  let seed: UInt64
  /// The pairs in the order of an epoch, which costs as much as there are pairs.
  private var order: (epoch: Int, pairs: [Int])?

  package init(
    _ model: ContrastiveModel, pairs: TrainingPairs, configuration: TrainingConfiguration, seed: UInt64
  ) {
    self.model = model
    self.pairs = pairs
    self.configuration = configuration
    self.seed = seed
    optimiser = Adam(model.parameters.map(\.parameter), learningRate: configuration.learningRate)
  }

  package var isDone: Bool { epoch >= configuration.epochs }

  package var stepsPerEpoch: Int { (pairs.count + configuration.batch - 1) / configuration.batch }

  /// Steps from here to the end of the run.
  package var stepsLeft: Int { max(0, configuration.epochs - epoch) * stepsPerEpoch - progress.batches }

  private var sight: PictureSight {
    configuration.consistency == nil ? type(of: model.objective).sight : .asTheyAreAndChanged
  }

  /// How this epoch sees its pictures.
  var draw: PictureDraw {
    PictureDraw(perturbations: configuration.perturbations, sight: sight, seed: seed, epoch: epoch)
  }

  /// Takes one step.
  /// - Returns: the epoch's numbers when the step ended one.
  /// - Throws: `Failure` (EX_DATAERR) when the loss is no longer a number; the model is then as before.
  package func step(_ images: ImageSet) throws -> TrainingHistory.Epoch? {
    let first = progress.batches * configuration.batch
    let batch = Array(orderOfEpoch()[first..<min(pairs.count, first + configuration.batch)])
    let seen = batch + model.objective.companions(of: batch, epoch: epoch).joined()
    let rows = seen.map { pairs.pairs[$0].image }
    let draw = draw
    let copies = draw.sight.copies
    let own = StepShards(model.shards, regions: rows.count, copies: copies).local(rows)
    let pass = try model.evaluate(
      TrainingStep(
        pictures: try PictureBatch(own, of: images, draw).pictures, copies: copies,
        views: rows.map { images.shape.views[$0].count }, regions: batch,
        entities: batch.map { pairs.pairs[$0].entity }, seen: seen, number: UInt64(optimiser.stepCount)))
    guard pass.loss.value.isFinite else {
      throw Failure.data(
        nil,
        "the loss became \(pass.loss.value) in epoch \(epoch + 1); a lower --learning-rate or --cosine may help"
      )
    }
    model.backward(pass)
    optimiser.step()
    progress.add(pass.loss)
    guard progress.batches == stepsPerEpoch else { return nil }
    let summary = progress.summary(model.objective.similarity)
    history.append(summary)
    progress = EpochProgress()
    epoch += 1
    return summary
  }

  private func orderOfEpoch() -> [Int] {
    if let order, order.epoch == epoch { return order.pairs }
    let pairs = pairs.order(epoch: epoch, seed: seed)
    order = (epoch, pairs)
    return pairs
  }
}
