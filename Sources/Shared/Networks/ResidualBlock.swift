internal import Numerics

/// A convolution and the normalisation behind it.
struct NormalisedConvolution {
  let convolution: Convolution
  let norm: BatchNorm

  init(
    _ convolutionName: String, _ normName: String, _ shape: ConvolutionShape, _ workspace: Workspace
  ) {
    convolution = Convolution("\(convolutionName).weight", shape, workspace: workspace)
    norm = BatchNorm(normName, channels: shape.outputChannels)
  }

  var parameters: [Parameter] { [convolution.weight, norm.weight, norm.bias] }

  /// The convolution's output in training, with `norm` set for this pass.
  func forward(_ input: Tensor, _ pool: TensorPool) throws -> Tensor {
    let output = pool.take(convolution.outputShape(input.shape))
    convolution.forward(input, into: output)
    try norm.useBatchStatistics(of: output)
    return output
  }
}

/// torchvision's BasicBlock: relu(bn2(conv2(relu(bn1(conv1 x)))) + identity), the identity through a 1×1
/// convolution where the extent changes.
final class ResidualBlock {
  let first: NormalisedConvolution
  let second: NormalisedConvolution
  let downsample: NormalisedConvolution?
  private var kept: Activations?

  /// What the backward pass needs; the rest is made again from it.
  private struct Activations {
    let first: Tensor
    let second: Tensor
    let shortcut: Tensor?
  }

  init(
    _ name: String, inputChannels: Int, outputChannels: Int, stride: Int, workspace: Workspace
  ) {
    first = NormalisedConvolution(
      "\(name).conv1", "\(name).bn1",
      ConvolutionShape(
        inputChannels: inputChannels, outputChannels: outputChannels, kernel: 3, stride: stride, padding: 1),
      workspace)
    second = NormalisedConvolution(
      "\(name).conv2", "\(name).bn2",
      ConvolutionShape(inputChannels: outputChannels, outputChannels: outputChannels, kernel: 3, padding: 1),
      workspace)
    downsample =
      stride == 1 && inputChannels == outputChannels
      ? nil
      : NormalisedConvolution(
        "\(name).downsample.0", "\(name).downsample.1",
        ConvolutionShape(
          inputChannels: inputChannels, outputChannels: outputChannels, kernel: 1, stride: stride),
        workspace)
  }

  var units: [NormalisedConvolution] { [first, second] + (downsample.map { [$0] } ?? []) }

  /// The block's output in training.
  func forward(_ input: Tensor, _ pool: TensorPool) throws -> Tensor {
    let x1 = try first.forward(input, pool)
    let rectified = pool.take(x1.shape)
    first.norm.apply(x1, relu: true, into: rectified)
    let x2 = try second.forward(rectified, pool)
    pool.give(rectified)
    kept = Activations(first: x1, second: x2, shortcut: try downsample?.forward(input, pool))
    return output(identity: input, pool)
  }

  /// The block's output, from what `forward` kept.
  /// - Parameter identity: the block's input; is not used where it goes through a convolution.
  func output(identity: Tensor?, _ pool: TensorPool) -> Tensor {
    guard let kept else { preconditionFailure("forward in training comes first") }
    let output = pool.take(kept.second.shape)
    if let downsample, let shortcut = kept.shortcut {
      // The identity is normalised into the output first, and read from there as the residual.
      downsample.norm.apply(shortcut, relu: false, into: output)
      second.norm.apply(kept.second, residual: output, relu: true, into: output)
    } else {
      second.norm.apply(kept.second, residual: identity, relu: true, into: output)
    }
    return output
  }

  /// Forgets what `forward` kept, where no backward pass follows.
  func discard(_ pool: TensorPool) {
    guard let kept else { return }
    self.kept = nil
    for tensor in [kept.first, kept.second, kept.shortcut] { if let tensor { pool.give(tensor) } }
  }

  /// Turns the gradient by the output into the one by the input, and sets those of the parameters.
  /// - Parameters:
  ///   - gradient: is used up.
  ///   - input: what `forward` had, and `output` what it gave.
  func backward(_ gradient: Tensor, input: Tensor, output: Tensor, _ pool: TensorPool) -> Tensor {
    guard let kept else { preconditionFailure("forward in training comes first") }
    self.kept = nil
    second.norm.backward(gradient, kept.second, .residualReLU(output: output))
    let inner = pool.take(kept.first.shape)
    first.norm.apply(kept.first, relu: true, into: inner)
    second.convolution.backwardWeight(input: inner, outputGradient: kept.second)
    second.convolution.backwardInput(outputGradient: kept.second, into: inner, accumulating: false)
    pool.give(kept.second)
    first.norm.backward(inner, kept.first, .relu)
    pool.give(inner)
    first.convolution.backwardWeight(input: input, outputGradient: kept.first)
    var result = gradient
    if let downsample, let shortcut = kept.shortcut {
      downsample.norm.backward(gradient, shortcut, .none)
      pool.give(gradient)
      downsample.convolution.backwardWeight(input: input, outputGradient: shortcut)
      result = pool.take(input.shape)
      downsample.convolution.backwardInput(outputGradient: shortcut, into: result, accumulating: false)
      pool.give(shortcut)
    }
    first.convolution.backwardInput(outputGradient: kept.first, into: result, accumulating: true)
    pool.give(kept.first)
    return result
  }
}
