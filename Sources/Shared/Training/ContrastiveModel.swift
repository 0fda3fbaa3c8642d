/// The two encoders and their heads: ResNet-18 for the images of a region, CompGCN for its entity, each
/// followed by a projection into the space where both are compared (KnowCL, Liu et al., WWW 2023).
public final class ContrastiveModel {
  /// Dimensions of the common space.
  public static let space = 64

  public let encoder = ResNet18()
  public let projector = ProjectionHead(
    "projector", inputs: ResNet18.features, hidden: ResNet18.features, outputs: space)
  public let graph: CompGCN
  public let graphProjector: ProjectionHead

  /// New weights by `seed`: torchvision's for the encoder, Xavier normal for the heads.
  public init(graph: CompGCN, seed: UInt64) {
    self.graph = graph
    graphProjector = ProjectionHead(
      "graph_projector", inputs: graph.dimension, hidden: graph.dimension, outputs: Self.space)
    encoder.initialize(seed: seed)
    projector.initialize(seed: seed)
    graphProjector.initialize(seed: seed)
  }

  /// Everything that trains, under its state-dict name, in a fixed order.
  public var parameters: [(name: String, parameter: Parameter)] {
    encoder.parameters.map { ("encoder.\($0.name)", $0) } + projector.parameters.map { ($0.name, $0) }
      + graph.parameters.map { ("graph.\($0.name)", $0) } + graphProjector.parameters.map { ($0.name, $0) }
  }

  /// The vectors of one batch in the common space, [regions, 64] each.
  public struct Embeddings {
    public let images: Tensor
    public let regions: Tensor
  }

  /// Loss of a batch; adds its gradients to the parameters', which `Adam.zeroGradients` has cleared.
  /// - Parameters:
  ///   - pictures: [regions × views, height, width, 3], the views of a region side by side.
  ///   - entities: the region's entity for each of the batch's regions.
  ///   - views: pictures a region; the head sees the mean of their encodings.
  ///   - step: numbers the dropout masks.
  public func evaluate(
    pictures: Tensor, entities: [Int], views: Int, loss: ContrastiveLoss, step: UInt64
  ) throws -> (loss: Double, embeddings: Embeddings) {
    precondition(pictures.shape[0] == entities.count * views, "pictures of every region")
    let encoded = try encoder.forward(pictures, training: true)
    let images = projector.forward(Self.meanOfViews(encoded, views: views))
    let nodes = graph.forward(training: true, step: step)
    let regions = graphProjector.forward(Self.rows(entities, of: nodes))
    let result = loss.evaluate(regions: regions, images: images)
    encoder.backward(Self.spread(projector.backward(result.images), views: views))
    graph.backward(rows: entities, graphProjector.backward(result.regions))
    return (result.value, Embeddings(images: images, regions: regions))
  }

  private static func rows(_ indices: [Int], of table: Tensor) -> Tensor {
    let width = table.shape[1]
    let result = Tensor([indices.count, width])
    for (row, index) in indices.enumerated() {
      (result.pointer + row * width).update(from: table.pointer + index * width, count: width)
    }
    return result
  }

  /// [regions × views, d] → [regions, d]
  private static func meanOfViews(_ encoded: Tensor, views: Int) -> Tensor {
    guard views > 1 else { return encoded }
    let width = encoded.shape[1]
    let result = Tensor([encoded.shape[0] / views, width])
    for row in 0..<encoded.shape[0] {
      let (source, target) = (encoded.pointer + row * width, result.pointer + row / views * width)
      for column in 0..<width { target[column] += source[column] }
    }
    for index in 0..<result.count { result.pointer[index] /= Float(views) }
    return result
  }

  /// The gradient of every view, given that of their mean.
  private static func spread(_ gradient: Tensor, views: Int) -> Tensor {
    guard views > 1 else { return gradient }
    let width = gradient.shape[1]
    let result = Tensor([gradient.shape[0] * views, width])
    for row in 0..<result.shape[0] {
      let (source, target) = (gradient.pointer + row / views * width, result.pointer + row * width)
      for column in 0..<width { target[column] = source[column] / Float(views) }
    }
    return result
  }
}
