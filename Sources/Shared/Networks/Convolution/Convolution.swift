internal import CKernels
package import Numerics
internal import Ranks

/// A two-dimensional convolution without bias over NHWC activations.
///
/// Its weight is stored [kernel, kernel, input channels, output channels], ready to be the right-hand
/// side of a matrix product.
package final class Convolution {
  package let shape: ConvolutionShape
  /// [kernel, kernel, input channels, output channels]
  package let weight: Parameter
  private let method: ConvolutionMethod?
  private let scratch: Scratch
  /// How the batches of training steps are cut.
  var shards = BatchShards()

  /// - Parameter method: how to compute; nil chooses by the extents, never by timing, so that results are
  ///   the same everywhere.
  package convenience init(_ name: String, _ shape: ConvolutionShape, method: ConvolutionMethod? = nil) {
    self.init(name, shape, method: method, scratch: Scratch())
  }

  init(_ name: String, _ shape: ConvolutionShape, method: ConvolutionMethod? = nil, scratch: Scratch) {
    self.shape = shape
    self.method = method
    self.scratch = scratch
    weight = Parameter(
      name, [shape.kernel, shape.kernel, shape.inputChannels, shape.outputChannels])
  }

  /// Extent of the output for an input [batch, height, width, input channels].
  package func outputShape(_ input: [Int]) -> [Int] {
    [input[0], shape.output(input[1]), shape.output(input[2]), shape.outputChannels]
  }

  private func method(_ input: [Int], columns: Int) -> ConvolutionMethod {
    method ?? .best(shape, height: input[1], width: input[2], columns: columns)
  }

  /// - Parameters:
  ///   - input: [batch, height, width, input channels]
  ///   - output: `outputShape(input.shape)`, overwritten.
  package func forward(_ input: Tensor, into output: Tensor) {
    guard input.count > 0 else { return }
    switch method(input.shape, columns: shape.outputChannels) {
    case .gemm:
      GEMMConvolution(shape, input: input.shape).forward(
        input.pointer, weight: weight.value.pointer, output: output.pointer)
    case .direct:
      let convolution = DirectConvolution(shape, input: input.shape)
      let packed = scratch.floats(convolution.packedCount)
      convolution.pack(weight.value.pointer, into: packed)
      convolution.forward(input.pointer, packed: packed, output: output.pointer, .store)
    case .winograd:
      let convolution = WinogradConvolution(shape, input: input.shape)
      let packed = scratch.floats(convolution.packedCount)
      convolution.pack(weight.value.pointer, adjoint: false, into: packed)
      convolution.forward(input.pointer, packed: packed, output: output.pointer, .store)
    }
  }

  /// Sets the weight's gradient.
  /// - Parameters:
  ///   - input: what `forward` had.
  ///   - outputGradient: of the loss by the output.
  package func backwardWeight(input: Tensor, outputGradient: Tensor) {
    let inputSize = input.count / max(1, input.shape[0])
    let outputSize = outputGradient.count / max(1, input.shape[0])
    shards.sum(rows: input.shape[0], into: weight.gradient.buffer) { images, gradient in
      backwardWeight(
        input.pointer + images.lowerBound * inputSize, [images.count] + input.shape.dropFirst(),
        outputGradient.pointer + images.lowerBound * outputSize, gradient)
    }
  }

  /// Sets what images of one shard add to the weight's gradient.
  private func backwardWeight(
    _ input: UnsafePointer<Float>, _ inputShape: [Int], _ outputGradient: UnsafePointer<Float>,
    _ gradient: UnsafeMutablePointer<Float>
  ) {
    switch method(inputShape, columns: shape.outputChannels) {
    case .gemm:
      GEMMConvolution(shape, input: inputShape).backwardWeight(input, outputGradient, gradient: gradient)
    case .direct:
      DirectConvolution(shape, input: inputShape).backwardWeight(input, outputGradient, gradient: gradient)
    case .winograd:
      let convolution = WinogradConvolution(shape, input: inputShape)
      convolution.backwardWeight(
        input, outputGradient, gradient: gradient, scratch: scratch.floats(convolution.weightScratchCount))
    }
  }

  /// Computes the gradient by the input, or adds it where `accumulating`.
  package func backwardInput(outputGradient: Tensor, into inputGradient: Tensor, accumulating: Bool) {
    guard inputGradient.count > 0 else { return }
    let epilogue: kn_epilogue = accumulating ? .add : .store
    switch method(inputGradient.shape, columns: shape.inputChannels) {
    case .gemm:
      GEMMConvolution(shape, input: inputGradient.shape).backwardInput(
        outputGradient.pointer, weight: weight.value.pointer, gradient: inputGradient.pointer,
        accumulating: accumulating)
    case .direct:
      let convolution = DirectConvolution(shape, input: inputGradient.shape)
      let packed = scratch.floats(convolution.packedCount)
      convolution.packAdjoint(weight.value.pointer, into: packed)
      convolution.backwardInput(
        outputGradient.pointer, packed: packed, gradient: inputGradient.pointer, epilogue)
    case .winograd:
      let convolution = WinogradConvolution(shape, input: inputGradient.shape)
      let packed = scratch.floats(convolution.packedCount)
      convolution.pack(weight.value.pointer, adjoint: true, into: packed)
      convolution.backwardInput(
        outputGradient.pointer, packed: packed, gradient: inputGradient.pointer, epilogue)
    }
  }
}

/// How a convolution is computed.
package enum ConvolutionMethod: Sendable, CaseIterable {
  /// Unfolded patches and BLAS: any shape.
  case gemm
  /// Register tiles over the pixels where they lie: result channels in multiples of 16.
  case direct
  /// F(4×4, 3×3): kernel 3, stride 1, padding 1, all channels in multiples of 16.
  case winograd

  /// The fastest that applies, for a result of `columns` channels.
  static func best(_ shape: ConvolutionShape, height: Int, width: Int, columns: Int) -> ConvolutionMethod {
    if WinogradConvolution.isWorthwhile(shape, height: height, width: width) { return .winograd }
    return columns % KN_PANEL == 0 ? .direct : .gemm
  }
}
