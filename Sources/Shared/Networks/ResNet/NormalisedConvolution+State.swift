internal import Numerics
internal import Schemas
internal import Support

extension NormalisedConvolution {
  /// He normal by fan-out (He et al., ICCV 2015), γ 1 and β 0.
  func initialize(seed: UInt64) {
    let shape = convolution.shape
    let fanOut = Double(shape.kernel * shape.kernel * shape.outputChannels)
    convolution.initialize(deviation: (2 / fanOut).squareRoot(), seed: seed)
    norm.reset()
  }

  /// Takes weight, γ, β and running statistics under torchvision's names.
  /// - Throws: `Failure` (EX_DATAERR) where a name is missing or an entry has another shape, values that are not
  ///   finite, or a negative variance.
  func load(_ state: StateDict, _ subject: String) throws {
    try convolution.load(state, subject)
    for (name, target) in norm.state {
      let values = try state.require(name, shape: [norm.channels], subject)
      for channel in 0..<norm.channels { target[channel] = values[channel] }
    }
    if let bad = (0..<norm.channels).first(where: { norm.runningVariance[$0] < 0 }) {
      throw Failure.data(
        subject,
        "'\(norm.name).running_var' is negative for channel \(bad), where a variance is needed")
    }
    norm.batchesTracked = Self.count(state["\(norm.name).\(BatchNorm.countName)"])
  }

  /// Batches; files of before 1.1 and other programs may hold the number as a float.
  private static func count(_ entry: StateDict.Entry?) -> Int {
    if let integer = entry?.integers?.first { return Int(max(0, integer)) }
    let value = entry?.values.first ?? 0
    return value.isFinite && value >= 0 && value < 0x1p62 ? Int(value) : 0
  }

  /// Adds weight, γ, β, running statistics and the count of batches under torchvision's names.
  func add(to state: inout StateDict) {
    convolution.add(to: &state)
    for (name, tensor) in norm.state { state[name] = .init(shape: [norm.channels], values: tensor.array) }
    state["\(norm.name).\(BatchNorm.countName)"] = .init(shape: [], integers: [Int64(norm.batchesTracked)])
  }
}

extension BatchNorm {
  /// Its entries of a state dict, in PyTorch's order.
  static let stateNames = ["weight", "bias", "running_mean", "running_var"]
  /// Training batches, a scalar of 64 bits.
  static let countName = "num_batches_tracked"

  fileprivate var name: String { String(weight.name.dropLast(".weight".count)) }

  fileprivate var state: [(name: String, tensor: Tensor)] {
    zip(Self.stateNames, [weight.value, bias.value, runningMean, runningVariance]).map {
      ("\(name).\($0)", $1)
    }
  }
}
