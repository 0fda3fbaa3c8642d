package import Numerics

/// A small network that says of every pixel of a picture what it is, after LinkNet (Chaurasia & Culurciello 2017, *LinkNet:
/// Exploiting Encoder Representations for Efficient Semantic Segmentation*): on the way down 3×3 convolutions of stride 2, on
/// the way up twice as large by nearest neighbour, a 3×3 convolution and the sum with what the way down had at that extent; each
/// with batch normalisation and ReLU. A last 3×3 convolution gives a logit a class.
///
/// State-dict names: `down.<k>.conv`, `down.<k>.norm`, `up.<k>.conv`, `up.<k>.norm`, `output`, with k = 0 at the extent of the
/// picture, which may be any: halves are rounded up, and what is twice as large is cut to what it is added to.
package final class SegmentationNetwork {
  /// At the picture's extent, and each time it is halved. A pixel's logits come of a window of 65 pixels around it.
  private static let channels = [16, 32, 32, 32, 32]

  package let bands: Int
  package let classes: Int
  let down: [NormalisedConvolution]
  let up: [NormalisedConvolution]
  let output: Convolution
  private let pool = TensorPool()
  private var kept: Kept?

  /// What the way back needs.
  private struct Kept {
    let pictures: Tensor
    /// What the convolutions gave.
    var convolvedDown: [Tensor] = []
    var convolvedUp: [Tensor] = []
    /// What follows of it: normalised, with what is added, and rectified. On the way up from the smallest on.
    var down: [Tensor] = []
    var up: [Tensor] = []

    /// What the stage of the way up that comes next makes larger.
    var below: Tensor { up.last ?? down[down.count - 1] }

    var tensors: [Tensor] { convolvedDown + convolvedUp + down + up }
  }

  /// Zero weights; `initialize` or `load` comes next.
  package init(bands: Int, classes: Int) {
    self.bands = bands
    self.classes = classes
    let scratch = Scratch()
    func stage(_ name: String, _ inputs: Int, _ outputs: Int, stride: Int) -> NormalisedConvolution {
      NormalisedConvolution(
        NormalisedConvolution.Layout(
          convolution: "\(name).conv", norm: "\(name).norm",
          ConvolutionShape(
            inputChannels: inputs, outputChannels: outputs, kernel: 3, stride: stride, padding: 1)), scratch)
    }
    let channels = Self.channels
    down = channels.indices.map { k in
      stage("down.\(k)", k == 0 ? bands : channels[k - 1], channels[k], stride: k == 0 ? 1 : 2)
    }
    up = channels.indices.dropLast().map { k in stage("up.\(k)", channels[k + 1], channels[k], stride: 1) }
    output = Convolution(
      "output.weight",
      ConvolutionShape(inputChannels: channels[0], outputChannels: classes, kernel: 3, padding: 1),
      scratch: scratch)
  }

  package var parameters: [Parameter] {
    down.flatMap(\.parameters) + up.flatMap(\.parameters) + [output.weight]
  }

  /// Draws new weights, keyed by the seed and their names: He normal by fan-out for the stages, normal of variance 1/fan-in
  /// for the output.
  package func initialize(seed: UInt64) {
    for stage in down + up { stage.initialize(seed: seed) }
    output.initialize(deviation: (1 / Double(output.shape.depth)).squareRoot(), seed: seed)
  }

  /// Logits of the classes, [n, height, width, classes].
  /// - Parameters:
  ///   - pictures: [n, height, width, bands]; must stay as they are until the way back.
  ///   - training: whether to normalise by the batch, whose statistics are tracked, rather than by running statistics.
  /// - Throws: `Failure` (EX_DATAERR) where a normalisation has a single value a channel in training.
  package func forward(_ pictures: Tensor, training: Bool) throws -> Tensor {
    discard()
    var kept = Kept(pictures: pictures)
    for stage in down {
      let convolved = try convolved(stage, kept.down.last ?? pictures, training)
      kept.convolvedDown.append(convolved)
      kept.down.append(rectified(stage, convolved))
    }
    for (stage, skip) in zip(up, kept.down).reversed() {
      let larger = larger(kept.below, like: skip)
      let convolved = try convolved(stage, larger, training)
      pool.give(larger)
      kept.convolvedUp.append(convolved)
      kept.up.append(rectified(stage, convolved, adding: skip))
    }
    let logits = Tensor(output.outputShape(kept.below.shape))
    output.forward(kept.below, into: logits)
    self.kept = kept
    return logits
  }

  /// Sets the gradients of the weights, after a forward pass in training.
  /// - Parameter gradient: by the logits.
  package func backward(_ gradient: Tensor) {
    guard var kept else { preconditionFailure("forward comes first") }
    self.kept = nil
    var top = kept.up.removeLast()
    output.backwardWeight(input: top, outputGradient: gradient)
    var g = pool.take(top.shape)
    output.backwardInput(outputGradient: gradient, into: g, accumulating: false)
    // By what the way down had at each extent, from the picture's on.
    var skips: [Tensor] = []
    for stage in up {
      let convolved = kept.convolvedUp.removeLast()
      stage.norm.backward(g, convolved, .residualReLU(output: top))
      pool.give(top)
      skips.append(g)
      let below = kept.below
      let larger = larger(below, like: convolved)
      stage.convolution.backwardWeight(input: larger, outputGradient: convolved)
      stage.convolution.backwardInput(outputGradient: convolved, into: larger, accumulating: false)
      pool.give(convolved)
      g = pool.take(below.shape)
      NearestUpsampling.backward(larger, into: g)
      pool.give(larger)
      // The smallest belongs to the way down.
      if let last = kept.up.popLast() { top = last }
    }
    for (index, stage) in down.enumerated().reversed() {
      let convolved = kept.convolvedDown[index]
      stage.norm.backward(g, convolved, .relu)
      pool.give(g)
      stage.convolution.backwardWeight(
        input: index == 0 ? kept.pictures : kept.down[index - 1], outputGradient: convolved)
      if index > 0 {
        g = skips[index - 1]
        stage.convolution.backwardInput(outputGradient: convolved, into: g, accumulating: true)
      }
    }
    for tensor in kept.tensors { pool.give(tensor) }
  }

  /// Forgets what `forward` kept, where no backward pass followed.
  private func discard() {
    for tensor in kept?.tensors ?? [] { pool.give(tensor) }
    kept = nil
  }

  private func convolved(_ stage: NormalisedConvolution, _ input: Tensor, _ training: Bool) throws -> Tensor {
    if training { return try stage.forward(input, pool, .tracked) }
    let output = pool.take(stage.convolution.outputShape(input.shape))
    stage.convolution.forward(input, into: output)
    stage.norm.useRunningStatistics()
    return output
  }

  private func rectified(
    _ stage: NormalisedConvolution, _ convolved: Tensor, adding skip: Tensor? = nil
  ) -> Tensor {
    let result = pool.take(convolved.shape)
    stage.norm.apply(convolved, residual: skip, relu: true, into: result)
    return result
  }

  /// What is twice as large, cut to the extent of another.
  private func larger(_ x: Tensor, like other: Tensor) -> Tensor {
    let result = pool.take([x.shape[0], other.shape[1], other.shape[2], x.shape[3]])
    NearestUpsampling.forward(x, into: result)
    return result
  }
}
