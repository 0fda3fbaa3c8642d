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
  /// Vectors of the sampled pairs as they were in their step, [pairs, width]; of the pictures, and of what each is to
  /// be near, where the loss is about pairs.
  var images: [Float] = []
  var regions: [Float] = []
  var width = 0

  mutating func add(_ loss: ObjectiveLoss) {
    let count = loss.images.shape[0]
    batches += 1
    pairs += count
    lossSum += loss.isMean ? loss.value * Double(count) : loss.value
    width = loss.images.shape[1]
    let room = Self.sampleLimit * width - images.count
    images.append(contentsOf: loss.images.buffer.prefix(room))
    if let partners = loss.partners { regions.append(contentsOf: partners.buffer.prefix(room)) }
  }

  func summary(_ similarity: ContrastiveLoss.Similarity) -> TrainingHistory.Epoch {
    func table(_ values: [Float]) -> Tensor { Tensor(values, shape: [images.count / width, width]) }
    return TrainingHistory.Epoch(
      loss: lossSum / Double(pairs),
      monitors: CollapseMonitors(
        regions: regions.isEmpty ? nil : table(regions), images: table(images), similarity: similarity))
  }
}
