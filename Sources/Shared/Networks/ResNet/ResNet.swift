package import Numerics
package import Ranks
internal import Support

/// A ResNet without its classifier (He et al., CVPR 2016; layout and names of torchvision's, with the stride of a
/// bottleneck on its 3×3 convolution).
///
/// Activations are NHWC. `parameters` hold convolution weights as [kernel, kernel, in, out]; `state()` and
/// `load` speak torchvision's [out, in, kernel, kernel].
package final class ResNet: ImageEncoder {
  package let member: Member
  package let input: ImageInput

  let stem: NormalisedConvolution
  /// By layer.
  let layers: [[ResidualBlock]]
  private let stemPool = StemPool()
  private let pool = TensorPool()
  private var kept: Activations?

  private struct Activations {
    let images: Tensor
    let stem: Tensor
    let output: Tensor
  }

  /// Zero weights; `initialize` or `load` comes next.
  package init(_ member: Member, _ input: ImageInput = ImageInput()) {
    self.member = member
    self.input = input
    let scratch = Scratch()
    stem = NormalisedConvolution(Member.stem(bands: input.bands), scratch)
    layers = member.layers.map { $0.map { ResidualBlock($0, scratch) } }
  }

  package var architecture: any ImageArchitecture { member }

  var units: [NormalisedConvolution] { [stem] + layers.joined().flatMap(\.units) }

  package var parameters: [Parameter] { units.flatMap(\.parameters) }

  package func use(_ shards: BatchShards) {
    for unit in units { unit.use(shards) }
  }

  package func forward(_ images: Tensor, training: Bool) throws -> Tensor {
    try input.require(images.shape, mayBeNone: training)
    guard training else { return try prepared().encode(images) }
    discard()
    let stemOutput = try stem.forward(images, pool, .tracked)
    var x = pooled(stemOutput)
    for block in layers.joined() {
      let output = try block.forward(x, pool, .tracked)
      pool.give(x)
      x = output
    }
    let result = Tensor([images.shape[0], features])
    GlobalAveragePool.forward(x, into: result)
    kept = Activations(images: images, stem: stemOutput, output: x)
    return result
  }

  /// Forgets what `forward` kept, where no backward pass followed.
  private func discard() {
    guard let kept else { return }
    self.kept = nil
    for block in layers.joined() { block.discard(pool) }
    pool.give(kept.stem)
    pool.give(kept.output)
  }

  package func prepared() -> any PreparedEncoder { FoldedResNet(self) }

  // MARK: Statistics

  package var hasNormStatistics: Bool { true }

  package func observe(_ images: Tensor, into statistics: NormStatistics) throws {
    try input.require(images.shape)
    let stemOutput = try stem.forward(images, pool, .gathered(statistics))
    var x = pooled(stemOutput)
    pool.give(stemOutput)
    for block in layers.joined() {
      let output = try block.forward(x, pool, .gathered(statistics))
      block.discard(pool)
      pool.give(x)
      x = output
    }
    pool.give(x)
  }

  package func adopt(_ statistics: NormStatistics) {
    for unit in units { unit.norm.adopt(statistics[unit.norm]) }
  }

  private func pooled(_ stemOutput: Tensor) -> Tensor {
    let result = pool.take(StemPool.outputShape(stemOutput.shape))
    stemPool.forward(stemOutput, stem.norm, into: result)
    return result
  }

  // MARK: Gradients

  package func backward(_ gradient: Tensor) {
    guard let kept else { preconditionFailure("forward in training comes first") }
    self.kept = nil
    var g = pool.take(kept.output.shape)
    GlobalAveragePool.backward(gradient, into: g)
    var output = kept.output
    for layer in layers.indices.reversed() {
      var inputs = self.inputs(of: layer, kept)
      for block in layers[layer].reversed() {
        let input = inputs.removeLast()
        g = block.backward(g, input: input, output: output, pool)
        pool.give(output)
        output = input
      }
    }
    pool.give(output)
    stemBackward(g, kept)
    pool.give(g)
    stem.convolution.backwardWeight(input: kept.images, outputGradient: kept.stem)
    pool.give(kept.stem)
  }

  /// What went into each block of a layer, made again: normalisations and ReLUs cost less than keeping it would.
  private func inputs(of layer: Int, _ kept: Activations) -> [Tensor] {
    var inputs = [layer == 0 ? pooled(kept.stem) : output(of: layer - 1, kept)]
    for block in layers[layer].dropLast() {
      inputs.append(block.output(identity: inputs[inputs.count - 1], pool))
    }
    return inputs
  }

  /// What a layer gave, made again.
  private func output(of layer: Int, _ kept: Activations) -> Tensor {
    let projected = layers[layer].lastIndex { $0.shortcut != nil }
    var x = projected == nil ? (layer == 0 ? pooled(kept.stem) : output(of: layer - 1, kept)) : nil
    for block in layers[layer].dropFirst(projected ?? 0) {
      let output = block.output(identity: x, pool)
      if let x { pool.give(x) }
      x = output
    }
    guard let x else { preconditionFailure("a layer without blocks") }
    return x
  }

  /// Turns the stem's output into its gradient, image by image: the gradient of the largest activation of the
  /// network is never kept whole.
  private func stemBackward(_ gradient: Tensor, _ kept: Activations) {
    let (height, width, channels) = (kept.stem.shape[1], kept.stem.shape[2], kept.stem.shape[3])
    stem.norm.backward(kept.stem, .relu, grain: height * width) { [stemPool] rows, body in
      withScratch(height * width * channels) { result in
        stemPool.backward(
          gradient, image: rows.lowerBound / (height * width), height: height, width: width, into: result)
        body(result)
      }
    }
  }
}
