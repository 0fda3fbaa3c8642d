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

  /// What the backward pass needs. The inner ReLU's output is not among it: computing it again is cheap.
  private struct Activations {
    let input: Tensor
    let first: Tensor
    let second: Tensor
    let shortcut: Tensor?
    let output: Tensor
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

  /// The block's output in training; it and the input must stay as they are until `backward`.
  func forward(_ input: Tensor, _ pool: TensorPool) throws -> Tensor {
    let x1 = try first.forward(input, pool)
    let rectified = pool.take(x1.shape)
    first.norm.apply(x1, relu: true, into: rectified)
    let x2 = try second.forward(rectified, pool)
    pool.give(rectified)
    let shortcut = try downsample?.forward(input, pool)
    let output = pool.take(x2.shape)
    if let downsample, let shortcut {
      // The identity is normalised into the output first, and read from there as the residual.
      downsample.norm.apply(shortcut, relu: false, into: output)
      second.norm.apply(x2, residual: output, relu: true, into: output)
    } else {
      second.norm.apply(x2, residual: input, relu: true, into: output)
    }
    kept = Activations(input: input, first: x1, second: x2, shortcut: shortcut, output: output)
    return output
  }

  /// Turns the gradient by the output into the one by the input, and sets those of the parameters.
  /// - Parameter gradient: is used up.
  func backward(_ gradient: Tensor, _ pool: TensorPool) -> Tensor {
    guard let kept else { preconditionFailure("forward in training comes first") }
    self.kept = nil
    second.norm.backward(gradient, kept.second, .residualReLU(output: kept.output))
    pool.give(kept.output)
    let inner = pool.take(kept.first.shape)
    first.norm.apply(kept.first, relu: true, into: inner)
    second.convolution.backwardWeight(input: inner, outputGradient: kept.second)
    second.convolution.backwardInput(outputGradient: kept.second, into: inner, accumulating: false)
    pool.give(kept.second)
    first.norm.backward(inner, kept.first, .relu)
    pool.give(inner)
    first.convolution.backwardWeight(input: kept.input, outputGradient: kept.first)
    var result = gradient
    if let downsample, let shortcut = kept.shortcut {
      downsample.norm.backward(gradient, shortcut, .none)
      pool.give(gradient)
      downsample.convolution.backwardWeight(input: kept.input, outputGradient: shortcut)
      result = pool.take(kept.input.shape)
      downsample.convolution.backwardInput(outputGradient: shortcut, into: result, accumulating: false)
      pool.give(shortcut)
    }
    first.convolution.backwardInput(outputGradient: kept.first, into: result, accumulating: true)
    pool.give(kept.first)
    return result
  }
}
