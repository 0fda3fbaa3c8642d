internal import CKernels
internal import Numerics
internal import Support

/// Maximum over 3×3 windows, stride 2, padding 1, of the normalised and rectified stem.
///
/// Both are fused: the rectified stem is the largest activation of the network, and is never stored.
final class StemPool: @unchecked Sendable {
  private var winners: [UInt8] = []

  /// Extent of the output for [batch, height, width, channels].
  static func outputShape(_ input: [Int]) -> [Int] {
    [input[0], (input[1] + 1) / 2, (input[2] + 1) / 2, input[3]]
  }

  /// output = max over each window of relu(norm(x)), for training.
  func forward(_ x: Tensor, _ norm: BatchNorm, into output: Tensor) {
    if winners.count != output.count { winners = [UInt8](repeating: 0, count: output.count) }
    winners.withUnsafeMutableBufferPointer {
      Self.forward(x, scale: norm.scale, shift: norm.shift, into: output, winners: $0.baseAddress)
    }
  }

  /// output = max over each window of x, which is rectified already.
  static func forward(_ x: Tensor, into output: Tensor) {
    let channels = x.shape[3]
    forward(
      x, scale: [Float](repeating: 1, count: channels), shift: [Float](repeating: 0, count: channels),
      into: output, winners: nil)
  }

  private static func forward(
    _ x: Tensor, scale: [Float], shift: [Float], into output: Tensor, winners: UnsafeMutablePointer<UInt8>?
  ) {
    let (height, width, channels) = (x.shape[1], x.shape[2], x.shape[3])
    let (inputSize, outputSize) = (height * width * channels, output.count / max(output.shape[0], 1))
    let pointers = Unchecked((x: x.pointer, output: output.pointer, winners: winners))
    Parallel.forEach(x.shape[0]) { image in
      let (x, output, winners) = pointers.value
      kn_maxpool(
        height, width, channels, x + image * inputSize, scale, shift, output + image * outputSize,
        winners.map { $0 + image * outputSize })
    }
  }

  /// The gradient by the rectified stem of one image, of the extent that `forward` saw.
  /// - Parameters:
  ///   - gradient: by the output, of all images.
  ///   - result: [height, width, channels], overwritten.
  func backward(
    _ gradient: Tensor, image: Int, height: Int, width: Int, into result: UnsafeMutablePointer<Float>
  ) {
    precondition(winners.count == gradient.count, "forward in training comes first")
    let at = image * (gradient.count / max(gradient.shape[0], 1))
    winners.withUnsafeBufferPointer {
      kn_maxpool_backward(
        height, width, gradient.shape[3], gradient.pointer + at, $0.baseAddress.map { $0 + at }, result)
    }
  }
}

/// Mean over height and width.
enum GlobalAveragePool {
  /// x [batch, height, width, channels] → output [batch, channels]
  static func forward(_ x: Tensor, into output: Tensor) {
    let (rows, channels) = (x.shape[1] * x.shape[2], x.shape[3])
    for image in 0..<x.shape[0] {
      kn_avgpool(rows, channels, x.pointer + image * rows * channels, output.pointer + image * channels)
    }
  }

  /// gradient [batch, channels] → inputGradient [batch, height, width, channels]
  static func backward(_ gradient: Tensor, into inputGradient: Tensor) {
    let (rows, channels) = (inputGradient.shape[1] * inputGradient.shape[2], inputGradient.shape[3])
    let share = 1 / Float(rows)
    for row in 0..<(inputGradient.shape[0] * rows) {
      let source = gradient.pointer + row / rows * channels
      let target = inputGradient.pointer + row * channels
      for channel in 0..<channels { target[channel] = source[channel] * share }
    }
  }
}
