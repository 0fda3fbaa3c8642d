internal import Numerics
internal import Support

extension Linear {
  /// How weights begin.
  package enum Initialization: Sendable {
    /// PyTorch's default: weights and biases uniform in ±1/√inputs.
    case kaimingUniform
    /// Weights normal with variance 2/(inputs + outputs), zero biases (Glorot & Bengio 2010).
    case xavierNormal
    /// Weights uniform in ±√(6/(inputs + outputs)), zero biases (Glorot & Bengio 2010).
    case xavierUniform
  }

  /// Draws new weights, keyed by the seed and the parameter's name.
  package func initialize(_ kind: Initialization, seed: UInt64) {
    var random = Philox(seed: seed, "weights", item: weight.name)
    bias?.value.fill(0)
    switch kind {
    case .kaimingUniform:
      let bound = 1 / Double(max(inputs, 1)).squareRoot()
      random.fillUniform(weight.value, bound: bound)
      if let bias { random.fillUniform(bias.value, bound: bound) }
    case .xavierNormal:
      random.fillNormal(weight.value, deviation: (2 / Double(inputs + outputs)).squareRoot())
    case .xavierUniform:
      random.fillUniform(weight.value, bound: (6 / Double(inputs + outputs)).squareRoot())
    }
  }
}
