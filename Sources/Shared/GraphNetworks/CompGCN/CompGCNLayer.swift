internal import CKernels
internal import Networks
internal import Numerics
internal import Support

/// One CompGCN layer over all entities, from the sums of messages to the activations:
///
///     out = dropout(tanh(BN((W_S (x ∘ r_loop) + b_S + dropout(W_I M_I + W_O M_O + bias)) / 3)))
///
/// where M_I and M_O are the sums of messages over facts and over reverse facts. Everything that
/// multiplies a row is folded into small matrices first: the change of basis of M, the composition with
/// the loop relation, and the division by 3.
final class CompGCNLayer {
  let composition: Composition
  let dimension: Int
  let width: Int
  let entityCount: Int
  let weightIn: Linear
  let weightOut: Linear
  let weightSelf: Linear
  let weightRelation: Linear
  let loopRelation: Parameter
  let scale: Parameter
  let shift: Parameter
  let runningMean: Tensor
  let runningVariance: Tensor
  let sumDropout: Dropout
  let outputDropout: Dropout
  let synthesis: Tensor?
  /// How often b_I and b_O count for each entity, [entities, 2].
  let biasCounts: Tensor

  /// Before normalisation, without the constant that normalisation removes.
  let preactivation: Tensor
  /// tanh, before dropout.
  let activation: Tensor
  let output: Tensor
  /// The gradient of `output`, on its way back.
  let gradient: Tensor
  var mean: Tensor
  var inverse: Tensor
  var step: UInt64 = 0

  static let epsilon = 1e-5
  static let momentum = 0.1

  init(
    _ name: String, graph: CompGCNGraph, composition: Composition, dimension: Int, sumDropout: Double,
    outputDropout: Double, seed: UInt64
  ) {
    self.composition = composition
    self.dimension = dimension
    width = composition.basisWidth(dimension)
    entityCount = graph.entityCount
    weightIn = Linear("\(name).w_in", inputs: dimension, outputs: dimension)
    weightOut = Linear("\(name).w_out", inputs: dimension, outputs: dimension)
    weightSelf = Linear("\(name).w_self", inputs: dimension, outputs: dimension)
    weightRelation = Linear("\(name).w_relation", inputs: dimension, outputs: dimension)
    loopRelation = Parameter("\(name).loop_relation", [1, dimension])
    scale = Parameter("\(name).norm.weight", [dimension])
    shift = Parameter("\(name).norm.bias", [dimension])
    runningMean = Tensor([dimension])
    runningVariance = Tensor([dimension])
    self.sumDropout = Dropout(sumDropout, seed: seed, place: "\(name).sums")
    self.outputDropout = Dropout(outputDropout, seed: seed, place: "\(name).output")
    synthesis = composition.synthesis(dimension)
    biasCounts = Tensor([graph.entityCount, 2])
    for entity in 0..<graph.entityCount {
      let edges = graph.convention == .reference
      biasCounts[2 * entity] = edges ? Float(graph.facts.degree[entity]) : 1
      biasCounts[2 * entity + 1] = edges ? Float(graph.reverses.degree[entity]) : 1
    }
    preactivation = Tensor([graph.entityCount, dimension])
    activation = Tensor([graph.entityCount, dimension])
    output = outputDropout > 0 ? Tensor([graph.entityCount, dimension]) : activation
    gradient = Tensor([graph.entityCount, dimension])
    mean = Tensor([dimension])
    inverse = Tensor([dimension])
    initialize(seed: seed)
  }

  var parameters: [Parameter] {
    [weightIn, weightOut, weightSelf, weightRelation].flatMap(\.parameters) + [loopRelation, scale, shift]
  }

  /// PyTorch's initial values for linear layers and normalisation, Xavier normal for the loop relation.
  private func initialize(seed: UInt64) {
    for linear in [weightIn, weightOut, weightSelf, weightRelation] {
      linear.initialize(.kaimingUniform, seed: seed)
    }
    var random = Philox(seed: seed, "weights", item: loopRelation.name)
    random.fillNormal(loopRelation.value, deviation: (2 / Double(1 + dimension)).squareRoot())
    scale.value.fill(1)
    runningVariance.fill(1)
  }

  /// Rows in a unit of parallel work: a multiple of the 64 elements that dropout is aligned to.
  var grain: Int { max(512, (entityCount / 64 + 64) / 64 * 64) }
  var shardCount: Int { (entityCount + grain - 1) / grain }

  /// Calls `body` with each shard's blocks of rows, which fit in a core's cache.
  func forBlocks(_ body: @Sendable (_ shard: Int, _ rows: Range<Int>) -> Void) {
    let (grain, count) = (grain, entityCount)
    Parallel.forEach(shardCount) { shard in
      let end = min(count, (shard + 1) * grain)
      for first in stride(from: shard * grain, to: end, by: 256) {
        body(shard, first..<min(end, first + 256))
      }
    }
  }
}
