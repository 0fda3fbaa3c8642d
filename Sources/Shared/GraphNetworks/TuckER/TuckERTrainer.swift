package import Numerics
package import Schemas
internal import Support

/// Trains TuckER on the questions of a fact index, one step at a time.
///
/// Every random draw is keyed by seed, epoch and step, so where a run stands is told by counters alone.
package final class TuckERTrainer {
  package let training: TuckERTraining
  package let model: TuckER
  package let index: FactIndex
  package let optimiser: Adam
  /// Mean loss of every epoch so far.
  package internal(set) var history: [Double] = []
  /// What the epoch at hand has come to.
  var progress = Progress()
  private let pools: QuestionPools
  /// The steps of an epoch, and which epoch's they are.
  private var steps: (epoch: Int, steps: EpochSteps)?
  private let candidates: CandidateLoss?

  struct Progress {
    var batches = 0
    var lossSum = 0.0
    /// Facts or questions that the sum is over.
    var terms = 0
  }

  /// - Parameter types: of the entities, by which candidates are told.
  package init(_ model: TuckER, on index: FactIndex, types: [EntityType], _ training: TuckERTraining) {
    self.model = model
    self.index = index
    self.training = training
    if training.candidates == .all {
      candidates = nil
      pools = QuestionPools(index)
    } else {
      let tails = TailCandidates(index, TypedEntities(types))
      var (sampleSize, otherSize): (Int?, Int) = (nil, 0)
      switch training.candidates {
      case .all, .typed: break
      case .typedAndOthers(let size): otherSize = size
      case .sampled(let size, let others): (sampleSize, otherSize) = (size, others)
      }
      candidates = CandidateLoss(
        training.loss, tails, sampleSize: sampleSize, otherSize: otherSize, entities: model.entities,
        seed: training.seed)
      pools = sampleSize == nil ? QuestionPools(index, tails, batch: training.batch) : QuestionPools(index)
    }
    model.statistics.divide(into: pools.pools.count, pools.poolOfRelation)
    optimiser = Adam(model.parameters, learningRate: training.learningRate, rows: candidates?.rows)
  }

  /// Epochs done.
  package var epoch: Int { history.count }

  /// Steps done, in all epochs.
  package var stepsDone: Int { optimiser.stepCount }

  package var isDone: Bool { epoch >= training.epochs }

  /// Takes one step.
  /// - Returns: the mean loss of the epoch when the step ended one.
  /// - Throws: `Failure` when the loss or a parameter is no longer a finite number.
  package func step() throws -> Double? {
    let steps = stepsOfEpoch()
    let (pool, questions) = steps[progress.batches]
    model.statistics.select(pool)
    let batch = QuestionBatch(
      index, questions: questions, setOfRelation: candidates?.candidates.setOfRelation)
    let count = training.loss == .softmax ? batch.tails.count : batch.count
    let number = UInt64(optimiser.stepCount)
    let loss =
      if let candidates {
        try model.gradients(batch, candidates, step: number)
      } else {
        try model.gradients(batch, training.loss, step: number)
      }
    optimiser.step()
    progress.lossSum += loss * Double(count)
    progress.terms += count
    progress.batches += 1
    guard progress.batches == steps.count else { return nil }
    let mean = progress.lossSum / Double(progress.terms)
    // The last step of an epoch shows in no loss of it.
    guard mean.isFinite, model.parameters.allSatisfy({ $0.value.buffer.allSatisfy { $0.isFinite } }) else {
      throw Failure.data(nil, "training diverged in epoch \(epoch + 1); try a lower --learning-rate")
    }
    history.append(mean)
    progress = Progress()
    optimiser.learningRate *= training.decay
    return mean
  }

  /// Steps of the epoch at hand, as all have.
  var stepsPerEpoch: Int { stepsOfEpoch().count }

  private func stepsOfEpoch() -> EpochSteps {
    if let steps, steps.epoch == epoch { return steps.steps }
    let new = pools.steps(epoch: epoch, seed: training.seed, batch: training.batch)
    steps = (epoch, new)
    return new
  }
}
