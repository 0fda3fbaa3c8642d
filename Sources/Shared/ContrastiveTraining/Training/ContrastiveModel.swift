internal import CKernels
package import GraphNetworks
package import Networks
package import Numerics

/// The two encoders and their heads: ResNet-18 for the images of a region, CompGCN for its entity, each
/// followed by a projection into the space where both are compared (KnowCL, Liu et al., WWW 2023).
package final class ContrastiveModel {
  /// Dimensions of the common space.
  package static let space = 64

  package let encoder = ResNet18()
  package let projector = ProjectionHead(
    "projector", inputs: ResNet18.features, hidden: ResNet18.features, outputs: space)
  package let graph: CompGCN
  package let graphProjector: ProjectionHead

  /// New weights by `seed`: torchvision's for the encoder, Xavier normal for the heads.
  package init(graph: CompGCN, seed: UInt64) {
    self.graph = graph
    graphProjector = ProjectionHead(
      "graph_projector", inputs: graph.dimension, hidden: graph.dimension, outputs: Self.space)
    encoder.initialize(seed: seed)
    projector.initialize(seed: seed)
    graphProjector.initialize(seed: seed)
  }

  /// Everything that trains, under its state-dict name, in a fixed order.
  package var parameters: [(name: String, parameter: Parameter)] {
    encoder.parameters.map { ("encoder.\($0.name)", $0) } + projector.parameters.map { ($0.name, $0) }
      + graph.parameters.map { ("graph.\($0.name)", $0) } + graphProjector.parameters.map { ($0.name, $0) }
  }

  /// The vectors of one batch in the common space, [regions, 64] each.
  package struct Embeddings {
    package let images: Tensor
    package let regions: Tensor
  }

  /// Loss of a batch; adds its gradients to the parameters', which `Adam.zeroGradients` has cleared.
  /// - Parameters:
  ///   - pictures: [pictures, height, width, 3], the views of a region side by side.
  ///   - entities: the region's entity for each of the batch's regions.
  ///   - views: pictures of each region; the head sees the mean of their encodings.
  ///   - consistency: weight of `ConsistencyLoss`. Then `pictures` are twice as many, first all as they are and
  ///     then all changed, and the contrastive loss is the mean of the two halves'.
  ///   - step: numbers the dropout masks.
  /// - Returns: the embeddings of the pictures as they are.
  package func evaluate(
    pictures: Tensor, entities: [Int], views: [Int], loss: ContrastiveLoss, consistency: Double? = nil,
    step: UInt64
  ) throws -> (loss: Double, embeddings: Embeddings) {
    let twins = consistency != nil
    let mean = ViewMean(views, copies: twins ? 2 : 1)
    precondition(
      views.count == entities.count && pictures.shape[0] == mean.pictures, "pictures of every region")
    let features = mean.forward(try encoder.forward(pictures, training: true))
    let images = projector.forward(features)
    let nodes = graph.forward(training: true, step: step)
    let regions = graphProjector.forward(Self.rows(entities, of: nodes))
    var result =
      twins ? Self.evaluateTwins(loss, regions, images) : loss.evaluate(regions: regions, images: images)
    let featureGradient = projector.backward(result.images)
    if let consistency {
      // Like the contrastive loss, a mean or a sum over the batch.
      let weight = Float(loss.form == .mean ? consistency : consistency * Double(entities.count))
      let (clear, changed) = (features.half(0), features.half(1))
      let term = ConsistencyLoss.evaluate(clear: clear, changed: changed)
      result.value += Double(weight) * term.value
      kn_axpy(term.changed.count, weight, term.changed.pointer, featureGradient.half(1).pointer)
    }
    encoder.backward(mean.backward(featureGradient))
    graph.backward(rows: entities, graphProjector.backward(result.regions))
    return (result.value, Embeddings(images: twins ? images.half(0) : images, regions: regions))
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

  private static func rows(_ indices: [Int], of table: Tensor) -> Tensor {
    let width = table.shape[1]
    let result = Tensor([indices.count, width])
    for (row, index) in indices.enumerated() {
      (result.pointer + row * width).update(from: table.pointer + index * width, count: width)
    }
    return result
  }
}

extension Tensor {
  /// The first or second half of the rows, in the same memory.
  fileprivate func half(_ index: Int) -> Tensor {
    var shape = shape
    shape[0] /= 2
    return Tensor(shape, at: pointer + index * (count / 2), owner: self)
  }
}
