internal import Networks
internal import Numerics
package import Schemas
internal import Support

/// Trains a network to tell clouds and shadows, on pictures that get some.
package final class SegmentationTrainer {
  package let training: SegmentationTraining
  let network: SegmentationNetwork
  private let optimiser: Adam
  /// Loss a pixel, by epoch.
  package private(set) var history: [Double] = []
  /// Regions that it learnt from.
  private(set) var regions = 0

  package init(_ training: SegmentationTraining) {
    self.training = training
    network = SegmentationNetwork(bands: 3, classes: SkyClass.allCases.count)
    network.initialize(seed: training.seed)
    optimiser = Adam(network.parameters, learningRate: training.learningRate)
  }

  /// Weights that train.
  package var parameterCount: Int { network.parameters.reduce(0) { $0 + $1.value.count } }

  /// Takes all steps.
  /// - Parameter afterEpoch: called with the number of epochs done and the last one's loss a pixel.
  /// - Throws: `Failure` (EX_DATAERR) where there are no pictures, or when the loss is no longer a number.
  package func train(on images: ImageSet, afterEpoch: (Int, Double) throws -> Void) throws {
    regions = images.ids.count
    guard regions > 0 else {
      throw Failure.data(images.name, "has no regions, where pictures to learn from are needed")
    }
    let steps = training.epochs * ((regions + training.batch - 1) / training.batch)
    for epoch in 0..<training.epochs {
      var random = Philox(seed: training.seed, "shuffle", UInt64(epoch))
      let order = random.permutation(regions)
      var sum = 0.0
      for start in stride(from: 0, to: regions, by: training.batch) {
        let rows = Array(order[start..<min(regions, start + training.batch)])
        let done = Double(optimiser.stepCount) / Double(steps)
        optimiser.learningRate = training.learningRate * (1 + Elementary.cos(.pi * done)) / 2
        sum += try step(rows, of: images, epoch: epoch) * Double(rows.count)
      }
      history.append(sum / Double(regions))
      try afterEpoch(epoch + 1, history[epoch])
    }
  }

  /// - Returns: the loss a pixel.
  private func step(_ rows: [Int], of images: ImageSet, epoch: Int) throws -> Double {
    let batch = try CloudedBatch(rows, of: images, under: training.sky, seed: training.seed, epoch: epoch)
    let logits = try network.forward(batch.pictures, training: true)
    let (loss, gradient) = PixelCrossEntropy.evaluate(logits, batch.classes)
    guard loss.isFinite else {
      throw Failure.data(
        nil, "the loss became \(loss) in epoch \(epoch + 1); a lower --learning-rate may help")
    }
    network.backward(gradient)
    optimiser.step()
    return loss
  }
}
