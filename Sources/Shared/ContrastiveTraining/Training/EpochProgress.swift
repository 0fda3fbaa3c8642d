internal import Numerics

/// What an unfinished epoch has gathered so far.
struct EpochProgress {
  /// Monitors look at the first rows of the shuffled epoch, which is a random sample.
  static let sampleLimit = 1 << 14

  /// Complete batches.
  var batches = 0
  var pairs = 0
  /// Σ of loss a pair × pairs.
  var lossSum = 0.0
  /// Embeddings of the sampled pairs, [pairs, 64] each, as they were in their step.
  var regions: [Float] = []
  var images: [Float] = []

  mutating func add(loss: Double, form: ContrastiveLoss.Form, _ embeddings: ContrastiveModel.Embeddings) {
    let count = embeddings.images.shape[0]
    batches += 1
    pairs += count
    lossSum += form == .mean ? loss * Double(count) : loss
    let room = Self.sampleLimit * ContrastiveModel.space - images.count
    images.append(contentsOf: embeddings.images.buffer.prefix(room))
    regions.append(contentsOf: embeddings.regions.buffer.prefix(room))
  }

  func summary(_ similarity: ContrastiveLoss.Similarity) -> TrainingHistory.Epoch {
    let shape = [images.count / ContrastiveModel.space, ContrastiveModel.space]
    return TrainingHistory.Epoch(
      loss: lossSum / Double(pairs),
      monitors: CollapseMonitors(
        regions: Tensor(regions, shape: shape), images: Tensor(images, shape: shape), similarity: similarity))
  }
}
