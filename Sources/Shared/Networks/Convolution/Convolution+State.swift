internal import Numerics
internal import Schemas
internal import Support

extension Convolution {
  /// Draws a new weight, normal of the given deviation, keyed by the seed and its name.
  func initialize(deviation: Double, seed: UInt64) {
    var random = Philox(seed: seed, "initial weights", item: weight.name)
    random.fillNormal(weight.value, deviation: deviation)
  }

  /// Takes the weight in PyTorch's layout.
  /// - Throws: `Failure` (EX_DATAERR) where it is missing or has another shape or values that are not finite.
  func load(_ state: StateDict, _ subject: String) throws {
    let transposed = try state.require(weight.name, shape: shape.stateShape, subject)
    shape.forEachWeight { inner, outer in weight.value[inner] = transposed[outer] }
  }

  /// Adds the weight in PyTorch's layout.
  func add(to state: inout StateDict) {
    var transposed = [Float](repeating: 0, count: weight.value.count)
    shape.forEachWeight { inner, outer in transposed[outer] = weight.value[inner] }
    state[weight.name] = .init(shape: shape.stateShape, values: transposed)
  }
}
