internal import Networks
package import Numerics
package import Ranks
package import Schemas

/// A decoder makes each picture again from its vector: the mean over samples of the squared error, of values in 0…1.
package final class AutoencoderObjective: TrainingObjective {
  package static let name = "autoencoder"
  package static let summary = "a decoder makes each picture again from its vector (squared error)"
  package static let needs: [ObjectiveInput] = []
  package static let readsPictures = true

  private let decoder: PictureDecoder
  private var shards = BatchShards()

  package init(_ inputs: ObjectiveInputs) {
    decoder = PictureDecoder(
      inputs: inputs.features, height: inputs.extent.height, width: inputs.extent.width)
    decoder.initialize(seed: inputs.seed)
  }

  package var settings: [RunSetting] { [] }

  package func use(_ shards: BatchShards) {
    self.shards = shards
    decoder.use(shards)
  }

  package var parts: [ObjectivePart] {
    [
      ObjectivePart(
        group: "decoder", description: "picture decoder",
        parameters: decoder.parameters.map { ("decoder.\($0.name)", $0) },
        state: { [decoder] in decoder.state() }, load: { [decoder] in try decoder.load($0, subject: $1) })
    ]
  }

  /// - Parameter features: of single pictures.
  package func evaluate(_ features: Tensor, _ step: TrainingStep) throws -> ObjectiveLoss {
    let made = try decoder.forward(features)
    precondition(made.shape == step.pictures.shape, "pictures as they went in")
    let (value, gradient) = SquaredError.evaluate(made, step.pictures, in: shards)
    let cut = StepShards(shards, regions: step.views.count, copies: 1)
    let means = ViewMean(cut.local(step.views).flatMap(\.self), copies: 1).forward(features)
    return ObjectiveLoss(value: value, images: cut.whole(means)) { [decoder] in decoder.backward(gradient) }
  }
}
