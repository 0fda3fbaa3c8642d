package import Networks
package import Numerics

/// An image encoder for the pictures of a region, and what it is trained towards.
package final class ContrastiveModel {
  package let encoder: any ImageEncoder
  package let objective: any TrainingObjective

  /// New weights of the encoder by `seed`, in its own way.
  package init(encoder: any ImageEncoder, objective: any TrainingObjective, seed: UInt64) {
    self.encoder = encoder
    self.objective = objective
    encoder.initialize(seed: seed)
  }

  /// Everything that trains, under its state-dict name, in a fixed order.
  package var parameters: [(name: String, parameter: Parameter)] {
    encoder.parameters.map { ("encoder.\($0.name)", $0) } + objective.parts.flatMap(\.parameters)
  }

  /// A batch on its way forward, with what the way back begins with.
  package struct Pass {
    package let loss: ObjectiveLoss
    fileprivate let views: ViewMean
  }

  /// The loss of a step, by batch statistics; gradients are left alone.
  package func evaluate(_ step: TrainingStep) throws -> Pass {
    let pictures = step.views.reduce(0, +)
    let copies = step.pictures.shape[0] / max(1, pictures)
    precondition(step.pictures.shape[0] == copies * pictures, "pictures of every region")
    let single = type(of: objective).readsPictures
    let views = ViewMean(single ? [Int](repeating: 1, count: pictures) : step.views, copies: copies)
    let features = views.forward(try encoder.forward(step.pictures, training: true))
    return Pass(loss: try objective.evaluate(features, step), views: views)
  }

  /// Sets the gradient of every parameter, for the loss of the last `evaluate`.
  package func backward(_ pass: Pass) { encoder.backward(pass.views.backward(pass.loss.backward())) }
}
