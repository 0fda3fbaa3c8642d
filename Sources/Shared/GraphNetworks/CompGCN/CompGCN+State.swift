package import Numerics
package import Schemas
internal import Support

extension CompGCN {
  /// Parameters and running statistics by name.
  package func state() -> StateDict {
    var state = StateDict()
    for (name, tensor) in named { state[name] = .init(shape: tensor.shape, values: tensor.array) }
    return state
  }

  /// Replaces parameters and running statistics.
  /// - Parameter subject: the file, for messages.
  /// - Throws: `Failure` (EX_DATAERR) when one is missing, has another shape, or a variance is negative;
  ///   the encoder is then unchanged.
  package func load(_ state: StateDict, subject: String) throws {
    let values = try named.map { name, tensor in
      let values = try state.require(name, shape: tensor.shape, subject)
      if name.hasSuffix(".running_var"), values.contains(where: { $0 < 0 }) {
        throw Failure.data(subject, "'\(name)' has a negative element, where variances are needed")
      }
      return values
    }
    for ((_, tensor), values) in zip(named, values) {
      for (index, value) in values.enumerated() { tensor[index] = value }
    }
  }

  /// What is saved besides the parameters: means and variances of the normalisations.
  package var buffers: [(name: String, tensor: Tensor)] {
    layers.enumerated().flatMap { index, layer in
      [
        ("layer\(index + 1).norm.running_mean", layer.runningMean),
        ("layer\(index + 1).norm.running_var", layer.runningVariance),
      ]
    }
  }

  private var named: [(name: String, tensor: Tensor)] { parameters.map { ($0.name, $0.value) } + buffers }
}
