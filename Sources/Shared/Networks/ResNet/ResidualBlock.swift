internal import Numerics

/// relu(path(x) + shortcut(x)): a path of normalised convolutions with a ReLU between each two, and beside it the
/// identity, through a 1×1 convolution where the extent changes (He et al., CVPR 2016; names of torchvision's).
final class ResidualBlock {
  /// Names and extents, without memory for the weights.
  struct Layout: Sendable {
    let path: [NormalisedConvolution.Layout]
    let shortcut: NormalisedConvolution.Layout?

    init(_ name: String, _ kind: Kind, inputChannels: Int, width: Int, stride: Int) {
      path = kind.path(inputChannels, width, stride).enumerated().map {
        NormalisedConvolution.Layout(convolution: "\(name).conv\($0 + 1)", norm: "\(name).bn\($0 + 1)", $1)
      }
      let outputChannels = kind.expansion * width
      shortcut =
        stride == 1 && inputChannels == outputChannels
        ? nil
        : NormalisedConvolution.Layout(
          convolution: "\(name).downsample.0", norm: "\(name).downsample.1",
          ConvolutionShape(
            inputChannels: inputChannels, outputChannels: outputChannels, kernel: 1, stride: stride))
    }

    var units: [NormalisedConvolution.Layout] { path + (shortcut.map { [$0] } ?? []) }
    var outputChannels: Int { path[path.count - 1].shape.outputChannels }
  }

  let path: [NormalisedConvolution]
  let shortcut: NormalisedConvolution?
  private var kept: Activations?

  /// What the backward pass needs; the rest is made again from it.
  private struct Activations {
    let path: [Tensor]
    let shortcut: Tensor?
  }

  init(_ layout: Layout, _ scratch: Scratch) {
    path = layout.path.map { NormalisedConvolution($0, scratch) }
    shortcut = layout.shortcut.map { NormalisedConvolution($0, scratch) }
  }

  var units: [NormalisedConvolution] { path + (shortcut.map { [$0] } ?? []) }

  /// The block's output by batch statistics.
  func forward(_ input: Tensor, _ pool: TensorPool, _ statistics: BatchStatistics) throws -> Tensor {
    var outputs = [try path[0].forward(input, pool, statistics)]
    for index in 1..<path.count {
      let rectified = rectified(index - 1, outputs, pool)
      outputs.append(try path[index].forward(rectified, pool, statistics))
      pool.give(rectified)
    }
    kept = Activations(path: outputs, shortcut: try shortcut?.forward(input, pool, statistics))
    return output(identity: input, pool)
  }

  /// The block's output, from what `forward` kept.
  /// - Parameter identity: the block's input; is not used where it goes through a convolution.
  func output(identity: Tensor?, _ pool: TensorPool) -> Tensor {
    guard let kept, let last = kept.path.last, let norm = path.last?.norm else {
      preconditionFailure("forward in training comes first")
    }
    let output = pool.take(last.shape)
    if let shortcut, let projected = kept.shortcut {
      // The identity is normalised into the output first, and read from there as the residual.
      shortcut.norm.apply(projected, relu: false, into: output)
      norm.apply(last, residual: output, relu: true, into: output)
    } else {
      norm.apply(last, residual: identity, relu: true, into: output)
    }
    return output
  }

  /// relu(norm(x)) of what a convolution of the path gave.
  private func rectified(_ index: Int, _ outputs: [Tensor], _ pool: TensorPool) -> Tensor {
    let result = pool.take(outputs[index].shape)
    path[index].norm.apply(outputs[index], relu: true, into: result)
    return result
  }

  /// Forgets what `forward` kept, where no backward pass follows.
  func discard(_ pool: TensorPool) {
    guard let kept else { return }
    self.kept = nil
    for tensor in kept.path { pool.give(tensor) }
    if let projected = kept.shortcut { pool.give(projected) }
  }

  /// Turns the gradient by the output into the one by the input, and sets those of the parameters.
  /// - Parameters:
  ///   - gradient: is used up.
  ///   - input: what `forward` had, and `output` what it gave.
  func backward(_ gradient: Tensor, input: Tensor, output: Tensor, _ pool: TensorPool) -> Tensor {
    guard let kept else { preconditionFailure("forward in training comes first") }
    self.kept = nil
    let last = path.count - 1
    path[last].norm.backward(gradient, kept.path[last], .residualReLU(output: output))
    for index in stride(from: last, to: 0, by: -1) {
      // One tensor is first the convolution's input and then the gradient by it.
      let inner = rectified(index - 1, kept.path, pool)
      path[index].convolution.backwardWeight(input: inner, outputGradient: kept.path[index])
      path[index].convolution.backwardInput(
        outputGradient: kept.path[index], into: inner, accumulating: false)
      pool.give(kept.path[index])
      path[index - 1].norm.backward(inner, kept.path[index - 1], .relu)
      pool.give(inner)
    }
    path[0].convolution.backwardWeight(input: input, outputGradient: kept.path[0])
    var result = gradient
    if let shortcut, let projected = kept.shortcut {
      shortcut.norm.backward(gradient, projected, .none)
      pool.give(gradient)
      shortcut.convolution.backwardWeight(input: input, outputGradient: projected)
      result = pool.take(input.shape)
      shortcut.convolution.backwardInput(outputGradient: projected, into: result, accumulating: false)
      pool.give(projected)
    }
    path[0].convolution.backwardInput(outputGradient: kept.path[0], into: result, accumulating: true)
    pool.give(kept.path[0])
    return result
  }
}
