package import GraphNetworks
package import Networks
package import Numerics

/// The two encoders and their heads: an image encoder for the pictures of a region, CompGCN for its entity, each
/// followed by a projection into the space where both are compared (KnowCL, Liu et al., WWW 2023).
package final class ContrastiveModel {
  /// Dimensions of the common space.
  package static let space = 64

  package let encoder: any ImageEncoder
  package let projector: ProjectionHead
  package let graph: CompGCN
  package let graphProjector: ProjectionHead

  /// New weights by `seed`: the encoder's own way, Xavier normal for the heads.
  package init(encoder: any ImageEncoder, graph: CompGCN, seed: UInt64) {
    self.encoder = encoder
    self.graph = graph
    projector = ProjectionHead(
      "projector", inputs: encoder.features, hidden: encoder.features, outputs: Self.space)
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
}
