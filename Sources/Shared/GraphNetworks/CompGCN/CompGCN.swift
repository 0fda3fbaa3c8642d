internal import CKernels
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
    /// By layer, from the first: how many of an entity's messages of a direction a training step sums. Nil for the
    /// whole graph.
    package var neighbours: [NeighbourLimit]?

    package init() {}
  }

  package let graph: CompGCNGraph
  package let options: Options
  package let dimension: Int
  /// Whether `backward` also sets `nodeGradient` and `relationGradient`, which needs a pass over the
  /// edges of the first layer; to be set before `forward`.
  package var wantsInputGradients = false
  /// Of the input tables, [entities, d] and [2R, d]; set by `backward` where wanted.
  package private(set) lazy var nodeGradient = Tensor(nodes.shape)
  package private(set) lazy var relationGradient = Tensor(relations.shape)

  let nodes: Tensor
  let relations: Tensor
  let layers: [CompGCNLayer]
  let seed: UInt64
  /// The messages of the first layer, whose inputs never change, nor do their sums.
  private(set) lazy var wholeInput = firstAggregation(graph.block)
  private lazy var whole = GraphPass(
    layers, GraphPass.Input(nodes: nodes, relations: relations, sums: wholeInput.sums),
    blocks: [MessageBlock](repeating: graph.block, count: layers.count)[1...],
    activations: layers.map { LayerActivations(graph, of: $0) })
  /// Draws what a training step sees, where that is not the whole graph.
  private(set) lazy var sampler = options.neighbours.map { NeighbourhoodSampler(graph, $0, seed: seed) }
  /// The entity table in the basis of the composition.
  private(set) lazy var nodesInBasis = options.composition.inBasis(nodes)
  /// The last training pass, and what it was given where that was not the whole graph.
  private var last: (pass: GraphPass, sampled: SampledInput?)?

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
    precondition(options.neighbours?.count ?? options.layers == options.layers, "a limit for each layer")
    self.seed = seed
    layers = (1...options.layers).map { index in
      CompGCNLayer(
        "layer\(index)", composition: options.composition, dimension: dimension,
        sumDropout: options.sumDropout, outputDropout: options.outputDropout, seed: seed)
    }
  }

  package var parameters: [Parameter] { layers.flatMap(\.parameters) }

  /// Embeddings of all entities, [entities, d]. The tensor is the encoder's own: valid, and not to be
  /// changed, until the next call.
  /// - Parameters:
  ///   - training: normalise by the statistics of this graph and apply dropout.
  ///   - step: numbers the dropout masks.
  package func forward(training: Bool, step: UInt64) -> Tensor {
    if training { last = (whole, nil) }
    return whole.forward(training ? .training : .evaluation, step: step)
  }

  /// Embeddings of some entities, [entities, d]: in training made of sampled neighbourhoods where `options.neighbours`
  /// says so, and normalised by the statistics of what was drawn; else rows of `forward` over the whole graph.
  /// - Parameter step: numbers the draws too.
  package func forward(of entities: [Int], training: Bool, step: UInt64) -> Tensor {
    guard training, options.neighbours != nil else {
      return Self.rows(entities, of: forward(training: training, step: step))
    }
    let (pass, sampled) = samplePass(of: entities, step: step, for: .training)
    last = (pass, sampled)
    return Self.rows(entities.compactMap { sampled.row[$0] }, of: pass.forward(.training, step: step))
  }

  /// The given rows of a table, in their order.
  static func rows(_ indices: some Collection<some BinaryInteger>, of table: Tensor) -> Tensor {
    let width = table.shape[1]
    let result = Tensor([indices.count, width])
    for (row, index) in indices.enumerated() {
      (result.pointer + row * width).update(from: table.pointer + Int(index) * width, count: width)
    }
    return result
  }

  /// Sets the gradients of all parameters, given that of the last training `forward`'s result.
  package func backward(_ gradient: Tensor) {
    last?.pass.outputGradient.copy(from: gradient)
    backward()
  }

  /// The same, given only the rows of some entities, of all that are not 0; rows of one entity add up.
  package func backward(rows: [Int], _ gradient: Tensor) {
    guard let (pass, sampled) = last else { return backward() }
    precondition(gradient.shape == [rows.count, dimension], "gradient rows")
    let target = pass.outputGradient
    target.fill(0)
    for (index, entity) in rows.enumerated() {
      guard let row = sampled.map({ $0.row[entity] }) ?? entity else {
        preconditionFailure("the gradient of an entity that was not asked for")
      }
      kn_axpy(dimension, 1, gradient.pointer + index * dimension, target.pointer + row * dimension)
    }
    backward()
  }

  private func backward() {
    guard let (pass, sampled) = last else { preconditionFailure("backward without a training forward") }
    guard let input = pass.backward(wantsInput: wantsInputGradients) else { return }
    relationGradient.copy(from: input.relations)
    if let sampled {
      nodeGradient.fill(0)
      for (row, entity) in sampled.entities.enumerated() {
        kn_axpy(
          dimension, 1, input.nodes.pointer + row * dimension,
          nodeGradient.pointer + Int(entity) * dimension)
      }
    } else {
      nodeGradient.copy(from: input.nodes)
    }
    (sampled?.messages ?? wholeInput).backward(
      input.sums, nodes: nodeGradient, relations: relationGradient)
  }
}
