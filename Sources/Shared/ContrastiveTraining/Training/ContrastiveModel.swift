package import Networks
package import Numerics
package import Ranks

/// An image encoder for the pictures of a region, and what it is trained towards.
package final class ContrastiveModel {
  package let encoder: any ImageEncoder
  package let objective: any TrainingObjective
  /// How the batches of steps are cut, and who takes which part of the encoder's work; the objective's is everybody's.
  package let shards: BatchShards

  /// New weights of the encoder by `seed`, in its own way.
  package init(
    encoder: any ImageEncoder, objective: any TrainingObjective, shards: BatchShards = BatchShards(),
    seed: UInt64
  ) {
    self.encoder = encoder
    self.objective = objective
    self.shards = shards
    encoder.use(shards)
    objective.use(shards)
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
    fileprivate let shards: StepShards?
  }

  /// The loss of a step, by batch statistics; gradients are left alone.
  package func evaluate(_ step: TrainingStep) throws -> Pass {
    let cut = StepShards(shards, regions: step.views.count, copies: step.copies)
    cut.begin(step.views)
    let counts = cut.local(step.views).flatMap { views in (0..<step.copies).flatMap { _ in views } }
    let pictures = counts.reduce(0, +)
    precondition(step.pictures.shape[0] == pictures, "pictures of every region")
    let single = type(of: objective).readsPictures
    let views = ViewMean(single ? [Int](repeating: 1, count: pictures) : counts, copies: 1)
    let encoded = views.forward(try encoder.forward(step.pictures, training: true))
    let features = single ? encoded : cut.whole(encoded)
    return Pass(
      loss: try objective.evaluate(features, step), views: views, shards: single ? nil : cut)
  }

  /// Sets the gradient of every parameter, for the loss of the last `evaluate`.
  package func backward(_ pass: Pass) {
    let gradient = pass.loss.backward()
    encoder.backward(pass.views.backward(pass.shards?.own(gradient) ?? gradient))
  }
}
