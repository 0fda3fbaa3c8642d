internal import Networks
internal import Numerics
internal import Support

/// One CompGCN layer, from the sums of messages to the activations:
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

  static let epsilon = 1e-5
  static let momentum = 0.1

  init(
    _ name: String, composition: Composition, dimension: Int, sumDropout: Double, outputDropout: Double,
    seed: UInt64
  ) {
    self.composition = composition
    self.dimension = dimension
    width = composition.basisWidth(dimension)
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
}
