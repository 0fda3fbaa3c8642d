internal import CKernels
package import Numerics

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
    switch method(input.shape, columns: shape.outputChannels) {
    case .gemm:
      GEMMConvolution(shape, input: input.shape).backwardWeight(
        input.pointer, outputGradient.pointer, gradient: weight.gradient.pointer)
    case .direct:
      DirectConvolution(shape, input: input.shape).backwardWeight(
        input.pointer, outputGradient.pointer, gradient: weight.gradient.pointer)
    case .winograd:
      let convolution = WinogradConvolution(shape, input: input.shape)
      convolution.backwardWeight(
        input.pointer, outputGradient.pointer, gradient: weight.gradient.pointer,
        scratch: scratch.floats(convolution.weightScratchCount))
    }
  }

  /// Computes the gradient by the input, or adds it where `accumulating`.
  package func backwardInput(outputGradient: Tensor, into inputGradient: Tensor, accumulating: Bool) {
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
