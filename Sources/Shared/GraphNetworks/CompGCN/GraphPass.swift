internal import Networks
internal import Numerics

/// CompGCN's layers one after another, each along a block of edges: one pass forward and its way back.
final class GraphPass {
  /// What the first layer is given, which nothing trains.
  struct Input {
    /// The rows of its output in the entity table, [rows, d].
    let nodes: Tensor
    /// [2R, d]
    let relations: Tensor
    /// [rows, 2 · width]
    let sums: Tensor
  }

  private let layers: [CompGCNLayer]
  private let input: Input
  /// Along the edges of all layers but the first.
  private let aggregations: [MessageAggregation]
  let activations: [LayerActivations]
  private var layerInputs: [Tensor] = []
  private lazy var sumsGradient = Tensor([
    activations.reduce(0) { max($0, $1.rowCount) }, input.sums.shape[1],
  ])

  /// - Parameters:
  ///   - blocks: of all layers but the first.
  ///   - activations: of all layers.
  init(
    _ layers: [CompGCNLayer], _ input: Input, blocks: ArraySlice<MessageBlock>,
    activations: [LayerActivations]
  ) {
    self.layers = layers
    self.input = input
    self.activations = activations
    aggregations = zip(layers.dropFirst(), blocks).map { layer, block in
      MessageAggregation(block, layer.composition, dimension: layer.dimension)
    }
  }

  /// The gradient of the last layer's output, to be set before `backward`.
  var outputGradient: Tensor { activations[activations.count - 1].gradient }

  /// The output of the last layer, [rows, d]; valid, and not to be changed, until the next call.
  func forward(_ mode: CompGCNLayer.Mode, step: UInt64) -> Tensor {
    var states = input.nodes
    var relationStates = input.relations
    layerInputs = []
    for (index, layer) in layers.enumerated() {
      if index > 0 {
        relationStates = layers[index - 1].weightRelation.forward(
          relationStates, training: mode == .training)
        aggregations[index - 1].forward(nodes: states, relations: relationStates)
      }
      layerInputs.append(states)
      states = layer.forward(sums: sums(index), nodes: states, into: activations[index], mode, step: step)
    }
    if mode != .training { layerInputs = [] }
    return states
  }

  private func sums(_ layer: Int) -> Tensor { layer > 0 ? aggregations[layer - 1].sums : input.sums }

  /// The gradients of the first layer's input, [rows, d], [2R, d] and [rows, 2 · width].
  typealias InputGradients = (nodes: Tensor, relations: Tensor, sums: Tensor)

  /// Sets the gradients of all parameters, given `outputGradient`.
  /// - Parameter wantsInput: whether those of the first layer's input are wanted too, with `relations` without what
  ///   reaches them through `sums`.
  func backward(wantsInput: Bool) -> InputGradients? {
    precondition(layerInputs.count == layers.count, "backward without a training forward")
    var above: Tensor?
    // Nothing comes of the last layer's relation states.
    for parameter in layers.last?.weightRelation.parameters ?? [] { parameter.gradient.fill(0) }
    var result: InputGradients?
    for index in layers.indices.reversed() {
      let layer = layers[index]
      let isWanted = index > 0 || wantsInput
      let nodes = index > 0 ? activations[index - 1].gradient : isWanted ? Tensor(input.nodes.shape) : nil
      // Rows that are none of this layer's own only send messages.
      if index > 0, activations[index - 1].rowCount > activations[index].rowCount { nodes?.fill(0) }
      layer.backward(
        sums: sums(index), nodes: layerInputs[index], activations[index],
        inputGradients: nodes.map { (sums: sumsGradient, nodes: $0) })
      // Relation states reach the loss through this layer's messages and through the next layer's states.
      let states = Tensor(input.relations.shape)
      if index > 0, let nodes {
        aggregations[index - 1].backward(sumsGradient, nodes: nodes, relations: states)
      }
      if let above, let through = layer.weightRelation.backward(above, inputGradient: isWanted) {
        states.add(through)
      }
      above = states
      if index == 0, let nodes { result = (nodes, states, sumsGradient) }
    }
    layerInputs = []
    return result
  }
}

extension Tensor {
  fileprivate func add(_ other: Tensor) {
    for index in 0..<count { pointer[index] += other.pointer[index] }
  }
}
