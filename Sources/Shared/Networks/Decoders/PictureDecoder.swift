package import Numerics
package import Ranks
package import Schemas

/// A network that makes a picture from a vector: a linear layer to a small grid of channels, five times twice as large by
/// nearest neighbour, 3×3 convolution, batch normalisation and ReLU (upsampling before convolution leaves no checkerboard;
/// Odena et al. 2016, *Deconvolution and Checkerboard Artifacts*), and a 3×3 convolution to the colours.
///
/// State-dict names: `linear`, `stages.<k>.conv`, `stages.<k>.norm`, `output`. The linear layer's outputs are
/// [y, x, channel] of the grid, whose pixels are of 32 × 32 of the picture; what reaches beyond it is cut off.
package final class PictureDecoder {
  /// Of the grid, then behind each stage.
  private static let channels = [256, 128, 64, 32, 16, 16]
  private static let bands = 3

  package let height: Int
  package let width: Int
  private let grid: [Int]
  private let linear: Linear
  private let stages: [NormalisedConvolution]
  private let output: Convolution
  private let pool = TensorPool()
  private var kept: (grid: Tensor, convolved: [Tensor])?

  /// Zero weights; `initialize` or `load` comes next.
  /// - Parameters:
  ///   - inputs: length of the vectors.
  ///   - height, width: of the pictures.
  package init(inputs: Int, height: Int, width: Int) {
    self.height = height
    self.width = width
    let scale = 1 << (Self.channels.count - 1)
    grid = [(height + scale - 1) / scale, (width + scale - 1) / scale, Self.channels[0]]
    linear = Linear("linear", inputs: inputs, outputs: grid.reduce(1, *))
    let scratch = Scratch()
    stages = zip(Self.channels, Self.channels.dropFirst()).enumerated().map { index, channels in
      NormalisedConvolution(
        NormalisedConvolution.Layout(
          convolution: "stages.\(index).conv", norm: "stages.\(index).norm",
          ConvolutionShape(inputChannels: channels.0, outputChannels: channels.1, kernel: 3, padding: 1)),
        scratch)
    }
    output = Convolution(
      "output.weight",
      ConvolutionShape(
        inputChannels: Self.channels[Self.channels.count - 1], outputChannels: Self.bands, kernel: 3,
        padding: 1),
      scratch: scratch)
  }

  package var parameters: [Parameter] {
    linear.parameters + stages.flatMap(\.parameters) + [output.weight]
  }

  /// From here on batches are cut so.
  package func use(_ shards: BatchShards) {
    linear.shards = shards
    for stage in stages { stage.use(shards) }
    output.shards = shards
  }

  /// Draws new weights, keyed by the seed and their names: PyTorch's default for the linear layer, He normal by fan-out for
  /// the stages, normal of variance 1/fan-in for the output.
  package func initialize(seed: UInt64) {
    linear.initialize(.kaimingUniform, seed: seed)
    for stage in stages { stage.initialize(seed: seed) }
    output.initialize(deviation: (1 / Double(output.shape.depth)).squareRoot(), seed: seed)
  }

  /// [n, inputs] → [n, height, width, 3], by batch statistics.
  /// - Throws: `Failure` (EX_DATAERR) where a normalisation has a single value a channel.
  package func forward(_ vectors: Tensor) throws -> Tensor {
    discard()
    let flat = linear.forward(vectors)
    let grid = Tensor([vectors.shape[0]] + grid, at: flat.pointer, owner: flat)
    var convolved: [Tensor] = []
    for stage in stages {
      let input = self.input(of: convolved.count, grid, convolved)
      convolved.append(try stage.forward(input, pool, .tracked))
      pool.give(input)
    }
    let rectified = rectified(stages.count - 1, convolved)
    let whole = pool.take(output.outputShape(rectified.shape))
    output.forward(rectified, into: whole)
    pool.give(rectified)
    let result = Tensor([vectors.shape[0], height, width, Self.bands])
    copyRows(whole, result) { whole, result, count in result.update(from: whole, count: count) }
    pool.give(whole)
    kept = (grid, convolved)
    return result
  }

  /// Sets the gradients of the weights, and returns the vectors', [n, inputs].
  package func backward(_ gradient: Tensor) -> Tensor {
    guard let (grid, convolved) = kept else { preconditionFailure("forward comes first") }
    kept = nil
    var input = rectified(stages.count - 1, convolved)
    let whole = pool.take(output.outputShape(input.shape))
    whole.fill(0)
    copyRows(whole, gradient) { whole, gradient, count in whole.update(from: gradient, count: count) }
    output.backwardWeight(input: input, outputGradient: whole)
    var g = pool.take(input.shape)
    output.backwardInput(outputGradient: whole, into: g, accumulating: false)
    pool.give(whole)
    pool.give(input)
    for index in stages.indices.reversed() {
      let (stage, y) = (stages[index], convolved[index])
      stage.norm.backward(g, y, .relu)
      pool.give(g)
      input = self.input(of: index, grid, convolved)
      stage.convolution.backwardWeight(input: input, outputGradient: y)
      let upper = pool.take(input.shape)
      stage.convolution.backwardInput(outputGradient: y, into: upper, accumulating: false)
      pool.give(input)
      pool.give(y)
      g = pool.take(index == 0 ? grid.shape : convolved[index - 1].shape)
      NearestUpsampling.backward(upper, into: g)
      pool.give(upper)
    }
    let flat = Tensor([grid.shape[0], linear.outputs])
    flat.copy(from: g)
    pool.give(g)
    guard let result = linear.backward(flat) else { preconditionFailure("input gradient") }
    return result
  }

  /// Forgets what `forward` kept, where no backward pass followed.
  private func discard() {
    for tensor in kept?.convolved ?? [] { pool.give(tensor) }
    kept = nil
  }

  /// What a stage's activation gave, made again from what its convolution did.
  private func rectified(_ stage: Int, _ convolved: [Tensor]) -> Tensor {
    let result = pool.take(convolved[stage].shape)
    stages[stage].norm.apply(convolved[stage], relu: true, into: result)
    return result
  }

  /// What a stage's convolution sees: what is before it, twice as large.
  private func input(of stage: Int, _ grid: Tensor, _ convolved: [Tensor]) -> Tensor {
    let before = stage == 0 ? grid : rectified(stage - 1, convolved)
    let shape = before.shape
    let result = pool.take([shape[0], 2 * shape[1], 2 * shape[2], shape[3]])
    NearestUpsampling.forward(before, into: result)
    if stage > 0 { pool.give(before) }
    return result
  }

  /// Calls `copy` with each row of the pictures: where it begins in the decoder's larger output, and in the pictures.
  private func copyRows(
    _ whole: Tensor, _ pictures: Tensor,
    _ copy: (UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>, _ count: Int) -> Void
  ) {
    for picture in 0..<pictures.shape[0] {
      for row in 0..<height {
        copy(
          whole.pointer + (picture * whole.shape[1] + row) * whole.shape[2] * Self.bands,
          pictures.pointer + (picture * height + row) * width * Self.bands, width * Self.bands)
      }
    }
  }
}

extension PictureDecoder {
  /// Weights and running statistics under their state-dict names, in PyTorch's layout.
  package func state() -> StateDict {
    var state = StateDict(of: linear.parameters)
    for stage in stages { stage.add(to: &state) }
    output.add(to: &state)
    return state
  }

  /// Takes what `state` gave.
  /// - Throws: `Failure` (EX_DATAERR) where an entry is missing or has another shape or values that are not allowed.
  package func load(_ state: StateDict, subject: String) throws {
    try state.load(into: linear.parameters, subject: subject)
    for stage in stages { try stage.load(state, subject) }
    try output.load(state, subject)
  }
}
