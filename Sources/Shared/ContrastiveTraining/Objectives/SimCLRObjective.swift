package import Networks
package import Numerics
package import Schemas

/// Two views of a region's pictures, drawn anew in every step, agree (SimCLR; Chen et al. 2020).
package final class SimCLRObjective: TrainingObjective {
  package static let name = "simclr"
  package static let summary = "two views of a region's pictures with one another (SimCLR; Chen et al. 2020)"
  package static let needs: [ObjectiveInput] = []
  package static let options = [ObjectiveOption.temperature]
  package static let sight = PictureSight.twoDraws

  package let projector: ProjectionHead
  private let group: String
  private let loss: NTXentLoss

  package convenience init(_ inputs: ObjectiveInputs) {
    self.init("projector", inputs)
  }

  /// - Parameter group: what the head is called in files.
  init(_ group: String, _ inputs: ObjectiveInputs) {
    self.group = group
    loss = NTXentLoss(temperature: inputs.configuration.temperature)
    projector = ProjectionHead(
      group, inputs: inputs.features, hidden: inputs.features, outputs: GraphObjective.space)
    projector.initialize(seed: inputs.seed)
  }

  package var imageHead: ProjectionHead? { projector }
  package var parts: [ObjectivePart] { [.head(group, "image head", projector)] }
  package var settings: [RunSetting] { [RunSetting("temperature", .number(loss.temperature))] }

  package func evaluate(_ features: Tensor, _ step: TrainingStep) -> ObjectiveLoss {
    evaluate(features, step, weight: 1)
  }

  /// - Parameter weight: of the loss and its gradients.
  func evaluate(_ features: Tensor, _ step: TrainingStep, weight: Double) -> ObjectiveLoss {
    precondition(features.shape[0] == 2 * step.regions.count, "two views of every region")
    let vectors = projector.forward(features)
    let (value, gradient) = loss.evaluate(vectors, regions: step.regions + step.regions, weight: weight)
    return ObjectiveLoss(value: value, images: vectors.half(0), partners: vectors.half(1)) {
      [projector] in projector.backward(gradient)
    }
  }
}
