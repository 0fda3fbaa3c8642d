internal import CKernels
package import GraphNetworks
package import Networks
package import Numerics
package import Schemas

/// A region's pictures agree with its entity in the graph: CompGCN for the entity, a projection of either side into the
/// space where both are compared (KnowCL, Liu et al., WWW 2023).
package final class GraphObjective: TrainingObjective {
  package static let name = "graph"
  package static let summary = "a region's pictures with its place in the graph (KnowCL; Liu et al. 2023)"
  package static let needs: [ObjectiveInput] = [.graph, .embedding]
  /// Dimensions of the common space.
  package static let space = 64

  package let projector: ProjectionHead
  package let graph: CompGCN
  package let graphProjector: ProjectionHead
  private let configuration: TrainingConfiguration

  package convenience init(_ inputs: ObjectiveInputs) throws {
    self.init(
      graph: inputs.require(inputs.network, .embedding), features: inputs.features,
      configuration: inputs.configuration, seed: inputs.seed)
  }

  /// New heads by `seed`: Xavier normal.
  /// - Parameter features: length of the image encoder's vectors.
  package init(
    graph: CompGCN, features: Int, configuration: TrainingConfiguration = TrainingConfiguration(),
    seed: UInt64
  ) {
    self.graph = graph
    self.configuration = configuration
    projector = ProjectionHead("projector", inputs: features, hidden: features, outputs: Self.space)
    graphProjector = ProjectionHead(
      "graph_projector", inputs: graph.dimension, hidden: graph.dimension, outputs: Self.space)
    projector.initialize(seed: seed)
    graphProjector.initialize(seed: seed)
  }

  package var imageHead: ProjectionHead? { projector }
  package var similarity: ContrastiveLoss.Similarity { configuration.loss.similarity }

  package var parts: [ObjectivePart] {
    [
      .head("projector", "image head", projector),
      ObjectivePart(
        group: "graph", description: "CompGCN", parameters: graph.parameters.map { ("graph.\($0.name)", $0) },
        state: { [graph] in graph.state() }, load: { [graph] in try graph.load($0, subject: $1) }),
      .head("graph_projector", "graph head", graphProjector),
    ]
  }

  package var settings: [RunSetting] {
    let (graph, loss) = (configuration.graph, configuration.loss)
    let temperature: Double? = if case .cosine(let temperature) = loss.similarity { temperature } else { nil }
    return [
      RunSetting("convention", .text(configuration.convention.rawValue)),
      RunSetting("composition", .text(graph.composition.rawValue)),
      RunSetting("layers", .integer(graph.layers)),
      RunSetting("dropout_messages", .number(graph.sumDropout)),
      RunSetting("dropout_layers", .number(graph.outputDropout)),
      RunSetting("loss", .text(loss.form.rawValue)),
      RunSetting("similarity", .text(temperature == nil ? "dot" : "cosine")),
      RunSetting("temperature", .number(temperature ?? 1)),
      RunSetting("neighbours", .text(graph.neighbours?.map(\.description).joined(separator: ",") ?? "all")),
    ]
  }

  /// Those of CompGCN's, where its steps see sampled neighbourhoods.
  package func measureStatistics(of entities: [Int], together: Int) {
    graph.measureStatistics(of: StatisticsSample(ofEntities: entities, together: together).batches)
  }

  /// By batch statistics and with dropout. Where the step sees every picture twice, the contrastive loss is the mean of
  /// the two halves'; with `consistency`, a weight, `ConsistencyLoss` of the two joins it.
  package func evaluate(_ features: Tensor, _ step: TrainingStep) throws -> ObjectiveLoss {
    let loss = configuration.loss
    let twins = features.shape[0] != step.entities.count
    precondition(features.shape[0] == (twins ? 2 : 1) * step.entities.count, "features of every region")
    let images = projector.forward(features)
    let regions = graphProjector.forward(graph.forward(of: step.entities, training: true, step: step.number))
    var result =
      twins ? Self.evaluateTwins(loss, regions, images) : loss.evaluate(regions: regions, images: images)
    var consistencyTerm: (weight: Float, gradient: Tensor)?
    if let consistency = configuration.consistency {
      // Like the contrastive loss, a mean or a sum over the batch.
      let weight = Float(loss.form == .mean ? consistency : consistency * Double(step.entities.count))
      let term = ConsistencyLoss.evaluate(clear: features.half(0), changed: features.half(1))
      result.value += Double(weight) * term.value
      consistencyTerm = (weight, term.changed)
    }
    return ObjectiveLoss(
      value: result.value, isMean: loss.form == .mean, images: twins ? images.half(0) : images,
      partners: regions
    ) { [projector, graph, graphProjector] in
      let featureGradient = projector.backward(result.images)
      if let (weight, gradient) = consistencyTerm {
        kn_axpy(gradient.count, weight, gradient.pointer, featureGradient.half(1).pointer)
      }
      graph.backward(rows: step.entities, graphProjector.backward(result.regions))
      return featureGradient
    }
  }

  /// The mean of the losses of both halves of `images`.
  private static func evaluateTwins(_ loss: ContrastiveLoss, _ regions: Tensor, _ images: Tensor)
    -> (value: Double, regions: Tensor, images: Tensor)
  {
    let halves = [0, 1].map { loss.evaluate(regions: regions, images: images.half($0)) }
    let (regionGradient, imageGradient) = (Tensor(regions.shape), Tensor(images.shape))
    for (index, half) in halves.enumerated() {
      kn_axpy(half.regions.count, 0.5, half.regions.pointer, regionGradient.pointer)
      kn_axpy(half.images.count, 0.5, half.images.pointer, imageGradient.half(index).pointer)
    }
    return (halves.reduce(0) { $0 + 0.5 * $1.value }, regionGradient, imageGradient)
  }
}
