internal import Numerics
package import Schemas
internal import Support

extension ResNet18 {
  /// torchvision's initialisation: He normal by fan-out for convolutions, γ 1 and β 0.
  package func initialize(seed: UInt64) {
    let units = Unchecked(units)
    Parallel.forEach(units.value.count) { index in
      let unit = units.value[index]
      let shape = unit.convolution.shape
      let fanOut = Double(shape.kernel * shape.kernel * shape.outputChannels)
      let weight = unit.convolution.weight
      var random = Philox(seed: seed, "initial weights", item: weight.name)
      random.fillNormal(weight.value, deviation: (2 / fanOut).squareRoot())
      unit.norm.reset()
    }
  }

  /// Takes weights and running statistics under torchvision's names; `fc.*` and anything else that the
  /// encoder has not is left alone, `num_batches_tracked` is optional.
  /// - Parameters:
  ///   - prefix: stands before every name, such as `encoder.`.
  ///   - subject: the file, for messages.
  /// - Throws: `Failure` (EX_DATAERR) where a name is missing or an entry has another shape or values that
  ///   are not finite.
  package func load(_ state: StateDict, prefix: String = "", subject: String = "encoder weights") throws {
    func take(_ name: String, _ shape: [Int]) throws -> [Float] {
      let values = try state.require(prefix + name, shape: shape, subject)
      guard values.allSatisfy(\.isFinite) else {
        throw Failure.data(subject, "'\(prefix + name)' has values that are not finite")
      }
      return values
    }
    for unit in units {
      let (weight, norm) = (unit.convolution.weight, unit.norm)
      let transposed = try take(weight.name, unit.convolution.shape.stateShape)
      unit.convolution.shape.forEachWeight { inner, outer in weight.value[inner] = transposed[outer] }
      for (name, target) in norm.state {
        let values = try take(name, [norm.channels])
        for channel in 0..<norm.channels { target[channel] = values[channel] }
      }
      if let bad = (0..<norm.channels).first(where: { norm.runningVariance[$0] < 0 }) {
        throw Failure.data(
          subject,
          "'\(prefix)\(norm.name).running_var' is negative for channel \(bad), where a variance is needed")
      }
      let batches = state[prefix + norm.name + ".num_batches_tracked"]?.values.first ?? 0
      norm.batchesTracked = batches.isFinite && batches >= 0 && batches < 0x1p62 ? Int(batches) : 0
    }
  }

  /// Weights and running statistics under torchvision's names and in its layout.
  package func state() -> StateDict {
    var state = StateDict()
    for unit in units {
      let (weight, norm) = (unit.convolution.weight, unit.norm)
      var transposed = [Float](repeating: 0, count: weight.value.count)
      unit.convolution.shape.forEachWeight { inner, outer in transposed[outer] = weight.value[inner] }
      state[weight.name] = .init(shape: unit.convolution.shape.stateShape, values: transposed)
      for (name, tensor) in norm.state { state[name] = .init(shape: [norm.channels], values: tensor.array) }
      state[norm.name + ".num_batches_tracked"] = .init(shape: [], values: [Float(norm.batchesTracked)])
    }
    return state
  }
}

extension ResNet18 {
  /// What stands before the encoder's names in a file that holds more: `encoder.` in `knowcl/model` and in
  /// SimCLR checkpoints, nothing in torchvision's; the shortest where there are several.
  package static func prefix(in state: StateDict) -> String? {
    let mark = "layer1.0.conv1.weight"
    let prefixes = state.names.filter { $0.hasSuffix(mark) }.map { String($0.dropLast(mark.count)) }
    return prefixes.min { ($0.count, $0) < ($1.count, $1) }
  }
}

extension ConvolutionShape {
  /// PyTorch's [out, in, kernel, kernel].
  fileprivate var stateShape: [Int] { [outputChannels, inputChannels, kernel, kernel] }

  /// Pairs each weight's index in our layout [kernel, kernel, in, out] with the one in PyTorch's.
  fileprivate func forEachWeight(_ body: (_ ours: Int, _ pytorch: Int) -> Void) {
    var ours = 0
    for tap in 0..<(kernel * kernel) {
      for input in 0..<inputChannels {
        for output in 0..<outputChannels {
          body(ours, (output * inputChannels + input) * kernel * kernel + tap)
          ours += 1
        }
      }
    }
  }
}

extension BatchNorm {
  fileprivate var name: String { String(weight.name.dropLast(".weight".count)) }

  fileprivate var state: [(name: String, tensor: Tensor)] {
    [
      (weight.name, weight.value), (bias.name, bias.value), ("\(name).running_mean", runningMean),
      ("\(name).running_var", runningVariance),
    ]
  }
}
