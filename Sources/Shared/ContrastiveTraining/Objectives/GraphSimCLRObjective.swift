internal import CKernels
package import Networks
package import Numerics
package import Schemas

/// Two views of a region's pictures agree with its entity in the graph and with one another: the loss of `graph`, the mean
/// of both views', plus a weight times that of `simclr`, each with a head of its own.
package final class GraphSimCLRObjective: TrainingObjective {
  package static let name = "graph+simclr"
  package static let summary = "both: graph's loss plus --simclr-weight times simclr's"
  package static let needs = GraphObjective.needs
  package static let options = [ObjectiveOption.temperature, .simclrWeight]
  package static let sight = SimCLRObjective.sight

  private let graph: GraphObjective
  private let simclr: SimCLRObjective
  private let weight: Double
  private let isMean: Bool

  package init(_ inputs: ObjectiveInputs) throws {
    graph = try GraphObjective(inputs)
    simclr = SimCLRObjective("views_projector", inputs)
    weight = inputs.configuration.simclrWeight
    isMean = inputs.configuration.loss.form == .mean
  }

  package var imageHead: ProjectionHead? { graph.imageHead }
  package var similarity: ContrastiveLoss.Similarity { graph.similarity }
  package var parts: [ObjectivePart] { graph.parts + simclr.parts }
  package var settings: [RunSetting] {
    graph.settings + simclr.settings.map { RunSetting("simclr_\($0.name)", $0.value) }
      + [RunSetting("simclr_weight", .number(weight))]
  }

  package func measureStatistics(of entities: [Int], together: Int) {
    graph.measureStatistics(of: entities, together: together)
  }

  package func evaluate(_ features: Tensor, _ step: TrainingStep) throws -> ObjectiveLoss {
    let graph = try graph.evaluate(features, step)
    // Like the graph's, a mean or a sum over the batch.
    let views = simclr.evaluate(
      features, step, weight: isMean ? weight : weight * Double(step.regions.count))
    return ObjectiveLoss(
      value: graph.value + views.value, isMean: isMean, images: graph.images, partners: graph.partners
    ) {
      let (gradient, other) = (graph.backward(), views.backward())
      kn_axpy(gradient.count, 1, other.pointer, gradient.pointer)
      return gradient
    }
  }
}
