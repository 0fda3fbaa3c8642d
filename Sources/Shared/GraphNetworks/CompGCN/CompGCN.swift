internal import Networks
package import Numerics

/// CompGCN over an urban knowledge graph (Vashishth et al. 2020, "Composition-based multi-relational
/// graph convolutional networks"), as KnowCL uses it (Liu et al., WWW 2023): frozen TuckER tables in,
/// one embedding an entity out.
///
/// State-dict names, with those of the published code: `layer<n>.w_in`, `.w_out`, `.w_self`,
/// `.w_relation` (`layers.<n-1>.W_I`, `W_O`, `W_S`, `W_R`), `.loop_relation` (`loop_rel`), `.norm` (`bn`).
package final class CompGCN {
  /// Sizes and rates.
  package struct Options: Sendable, Equatable {
    package var composition = Composition.rotate
    package var layers = 2
    /// On the sums of messages.
    package var sumDropout = 0.1
    /// After each layer.
    package var outputDropout = 0.3

    package init() {}
  }

  package let graph: CompGCNGraph
  package let options: Options
  package let dimension: Int
  /// Whether `backward` also sets `nodeGradient` and `relationGradient`, which needs a pass over the
  /// edges of the first layer.
  package var wantsInputGradients = false
  /// Of the input tables, [entities, d] and [2R, d]; set by `backward` where wanted.
  package private(set) lazy var nodeGradient = Tensor(nodes.shape)
  package private(set) lazy var relationGradient = Tensor(relations.shape)

  private let nodes: Tensor
  private let relations: Tensor
  let layers: [CompGCNLayer]
  private let aggregations: [MessageAggregation]
  private var layerInputs: [Tensor] = []
  private lazy var sumsGradient = Tensor(aggregations[0].sums.shape)

  /// New weights, keyed by the seed.
  /// - Parameters:
  ///   - nodes: entity table [entities, d], in the graph's order.
  ///   - relations: relation table [2R, d]: row 2r for relation r, row 2r + 1 for its reverse.
  ///   - seed: of weights and dropout.
  /// - Throws: `Failure` (EX_DATAERR) when the composition cannot take this dimension.
  package init(
    _ graph: CompGCNGraph, nodes: Tensor, relations: Tensor, options: Options = Options(), seed: UInt64
  ) throws {
    precondition(nodes.shape.count == 2 && nodes.shape[0] == graph.entityCount, "entity table")
    dimension = nodes.shape[1]
    precondition(relations.shape == [2 * graph.relationCount, dimension], "relation table")
    precondition(options.layers > 0, "layers")
    try options.composition.requireDimension(dimension, nil)
    self.graph = graph
    self.options = options
    self.nodes = nodes
    self.relations = relations
    let dimension = dimension
    layers = (1...options.layers).map { index in
      CompGCNLayer(
        "layer\(index)", graph: graph, composition: options.composition, dimension: dimension,
        sumDropout: options.sumDropout, outputDropout: options.outputDropout, seed: seed)
    }
    aggregations = (1...options.layers).map { _ in
      MessageAggregation(graph, options.composition, dimension: dimension)
    }
    // The first layer's inputs never change, nor do its sums.
    aggregations[0].forward(nodes: nodes, relations: relations)
  }

  package var parameters: [Parameter] { layers.flatMap(\.parameters) }

  /// Embeddings of all entities, [entities, d]. The tensor is the encoder's own: valid, and not to be
  /// changed, until the next call.
  /// - Parameters:
  ///   - training: normalise by the statistics of this graph and apply dropout.
  ///   - step: numbers the dropout masks.
  package func forward(training: Bool, step: UInt64) -> Tensor {
    var states = nodes
    var relationStates = relations
    layerInputs = []
    for (index, layer) in layers.enumerated() {
      if index > 0 {
        relationStates = layers[index - 1].weightRelation.forward(relationStates, training: training)
        aggregations[index].forward(nodes: states, relations: relationStates)
      }
      layerInputs.append(states)
      states = layer.forward(sums: aggregations[index].sums, nodes: states, training: training, step: step)
    }
    if !training { layerInputs = [] }
    return states
  }

  /// Sets the gradients of all parameters, given that of the last training `forward`'s result.
  package func backward(_ gradient: Tensor) {
    guard let target = layers.last?.gradient else { return }
    target.copy(from: gradient)
    backward()
  }

  /// The same, given only the rows that are not 0; rows of one entity add up.
  package func backward(rows: [Int], _ gradient: Tensor) {
    guard let target = layers.last?.gradient else { return }
    precondition(gradient.shape == [rows.count, dimension], "gradient rows")
    target.fill(0)
    for (index, row) in rows.enumerated() {
      for column in 0..<dimension {
        target[row * dimension + column] += gradient[index * dimension + column]
      }
    }
    backward()
  }

  private func backward() {
    precondition(layerInputs.count == layers.count, "backward without a training forward")
    var above: Tensor?
    // Nothing comes of the last layer's relation states.
    for parameter in layers.last?.weightRelation.parameters ?? [] { parameter.gradient.fill(0) }
    for index in layers.indices.reversed() {
      let layer = layers[index]
      let wanted = index > 0 || wantsInputGradients
      let nodes = index > 0 ? layers[index - 1].gradient : wanted ? Tensor(nodeGradient.shape) : nil
      layer.backward(
        sums: aggregations[index].sums, nodes: layerInputs[index],
        inputGradients: nodes.map { (sums: sumsGradient, nodes: $0) })
      // Relation states reach the loss through this layer's messages and through the next layer's states.
      let states = Tensor(relations.shape)
      if let nodes { aggregations[index].backward(sumsGradient, nodes: nodes, relations: states) }
      if let above, let through = layer.weightRelation.backward(above, inputGradient: wanted) {
        states.add(through)
      }
      above = states
      if index == 0, let nodes {
        nodeGradient.copy(from: nodes)
        relationGradient.copy(from: states)
      }
    }
    layerInputs = []
  }
}

extension Tensor {
  fileprivate func add(_ other: Tensor) {
    for index in 0..<count { pointer[index] += other.pointer[index] }
  }
}
