package import Numerics
internal import Support

/// ResNet-18 without its classifier (He et al., CVPR 2016; layout and names of torchvision's `resnet18`).
///
/// Activations are NHWC. `parameters` hold convolution weights as [kernel, kernel, in, out]; `state()` and
/// `load` speak torchvision's [out, in, kernel, kernel].
package final class ResNet18 {
  /// Length of the output vector.
  package static let features = 512

  let stem: NormalisedConvolution
  let blocks: [ResidualBlock]
  private let stemPool = StemPool()
  private let pool = TensorPool()
  private var kept: Activations?

  private struct Activations {
    let images: Tensor
    let stem: Tensor
    let output: Tensor
  }

  /// Zero weights; `initialize` or `load` comes next.
  package init() {
    let workspace = Workspace()
    stem = NormalisedConvolution(
      "conv1", "bn1",
      ConvolutionShape(inputChannels: 3, outputChannels: 64, kernel: 7, stride: 2, padding: 3),
      workspace)
    blocks = zip([1, 2, 3, 4], [64, 128, 256, 512]).flatMap { layer, channels in
      [
        ResidualBlock(
          "layer\(layer).0", inputChannels: max(64, channels / 2), outputChannels: channels,
          stride: layer == 1 ? 1 : 2, workspace: workspace),
        ResidualBlock(
          "layer\(layer).1", inputChannels: channels, outputChannels: channels, stride: 1,
          workspace: workspace),
      ]
    }
  }

  var units: [NormalisedConvolution] { [stem] + blocks.flatMap(\.units) }

  /// In the order of the forward pass, under torchvision's state-dict names.
  package var parameters: [Parameter] { units.flatMap(\.parameters) }

  /// Encodes a batch.
  /// - Parameters:
  ///   - images: [batch, height, width, 3], values in 0…1; must stay as it is until `backward`.
  ///   - training: whether batch statistics are used and kept, and `backward` will follow. Without, weights
  ///     are prepared anew at each call; to encode many batches make an `ImageEncoder`.
  /// - Returns: [batch, 512]
  /// - Throws: `Failure` (EX_DATAERR) where the images are not RGB, or in training leave batch normalisation
  ///   a single value a channel.
  package func forward(_ images: Tensor, training: Bool) throws -> Tensor {
    try Self.requireImages(images)
    guard training else { return try ImageEncoder(self).encode(images) }
    let stemOutput = try stem.forward(images, pool)
    var x = pooled(stemOutput)
    for block in blocks {
      let output = try block.forward(x, pool)
      pool.give(x)
      x = output
    }
    let result = Tensor([images.shape[0], Self.features])
    GlobalAveragePool.forward(x, into: result)
    kept = Activations(images: images, stem: stemOutput, output: x)
    return result
  }

  /// Forwards a batch for its statistics alone, between `beginMeasuring` and `endMeasuring`.
  /// - Parameter images: [batch, height, width, 3]; the more of them, the better.
  package func observe(_ images: Tensor) throws {
    try Self.requireImages(images)
    let stemOutput = try stem.forward(images, pool)
    var x = pooled(stemOutput)
    pool.give(stemOutput)
    for block in blocks {
      let output = try block.forward(x, pool)
      block.discard(pool)
      pool.give(x)
      x = output
    }
    pool.give(x)
  }

  private func pooled(_ stemOutput: Tensor) -> Tensor {
    let result = pool.take(StemPool.outputShape(stemOutput.shape))
    stemPool.forward(stemOutput, stem.norm, into: result)
    return result
  }

  static func requireImages(_ images: Tensor) throws {
    guard images.shape.count == 4, images.shape[3] == 3, !images.shape.contains(0) else {
      throw Failure.data(nil, "the encoder needs images [batch, height, width, 3], not \(images.shape)")
    }
  }

  /// Sets (overwrites) the gradient of every parameter, after `forward` in training.
  /// - Parameter gradient: of the loss by the output, [batch, 512].
  package func backward(_ gradient: Tensor) {
    guard let kept else { preconditionFailure("forward in training comes first") }
    self.kept = nil
    var g = pool.take(kept.output.shape)
    GlobalAveragePool.backward(gradient, into: g)
    var output = kept.output
    for index in blocks.indices.reversed() {
      let input = input(of: index, kept)
      g = blocks[index].backward(g, input: input, output: output, pool)
      pool.give(output)
      output = input
    }
    pool.give(output)
    stemBackward(g, kept)
    pool.give(g)
    stem.convolution.backwardWeight(input: kept.images, outputGradient: kept.stem)
    pool.give(kept.stem)
  }

  /// What went into a block, made again: its normalisation and ReLU cost less than keeping it would.
  private func input(of index: Int, _ kept: Activations) -> Tensor {
    guard index > 0 else { return pooled(kept.stem) }
    let block = blocks[index - 1]
    let identity = block.downsample == nil ? input(of: index - 1, kept) : nil
    let result = block.output(identity: identity, pool)
    if let identity { pool.give(identity) }
    return result
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
