/// ResNet-18 without its classifier (He et al., CVPR 2016; layout and names of torchvision's `resnet18`).
///
/// Activations are NHWC. `parameters` hold convolution weights as [kernel, kernel, in, out]; `state()` and
/// `load` speak torchvision's [out, in, kernel, kernel].
public final class ResNet18 {
  /// Length of the output vector.
  public static let features = 512

  let stem: NormalisedConvolution
  let blocks: [ResidualBlock]
  private let stemPool = StemPool()
  private let pool = TensorPool()
  private var batchShape: [Int] = []
  private var kept: Activations?

  private struct Activations {
    let images: Tensor
    let stem: Tensor
    let pooled: Tensor
    let lastShape: [Int]
  }

  /// Zero weights; `initialize` or `load` comes next.
  public init() {
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
  public var parameters: [Parameter] { units.flatMap(\.parameters) }

  /// Encodes a batch.
  /// - Parameters:
  ///   - images: [batch, height, width, 3], values in 0…1; must stay as it is until `backward`.
  ///   - training: whether batch statistics are used and kept, and `backward` will follow. Without, weights
  ///     are prepared anew at each call; to encode many batches make an `ImageEncoder`.
  /// - Returns: [batch, 512]
  /// - Throws: `Failure` (EX_DATAERR) where the images are not RGB, or in training leave batch normalisation
  ///   a single value a channel.
  public func forward(_ images: Tensor, training: Bool) throws -> Tensor {
    try Self.requireImages(images)
    guard training else { return try ImageEncoder(self).encode(images) }
    if images.shape != batchShape { pool.clear() }
    batchShape = images.shape
    let stemOutput = try stem.forward(images, pool)
    let pooled = pool.take(StemPool.outputShape(stemOutput.shape))
    stemPool.forward(stemOutput, stem.norm, into: pooled)
    var x = pooled
    for block in blocks { x = try block.forward(x, pool) }
    kept = Activations(images: images, stem: stemOutput, pooled: pooled, lastShape: x.shape)
    let result = Tensor([images.shape[0], Self.features])
    GlobalAveragePool.forward(x, into: result)
    return result
  }

  static func requireImages(_ images: Tensor) throws {
    guard images.shape.count == 4, images.shape[3] == 3, !images.shape.contains(0) else {
      throw Failure.data(nil, "the encoder needs images [batch, height, width, 3], not \(images.shape)")
    }
  }

  /// Sets (overwrites) the gradient of every parameter, after `forward` in training.
  /// - Parameter gradient: of the loss by the output, [batch, 512].
  public func backward(_ gradient: Tensor) {
    guard let kept else { preconditionFailure("forward in training comes first") }
    self.kept = nil
    var g = pool.take(kept.lastShape)
    GlobalAveragePool.backward(gradient, into: g)
    for block in blocks.reversed() { g = block.backward(g, pool) }
    let stemGradient = pool.take(kept.stem.shape)
    stemPool.backward(g, into: stemGradient)
    pool.give(g)
    pool.give(kept.pooled)
    stem.norm.backward(stemGradient, kept.stem, .relu)
    pool.give(stemGradient)
    stem.convolution.backwardWeight(input: kept.images, outputGradient: kept.stem)
    pool.give(kept.stem)
  }
}
