/// A two-dimensional convolution without bias over NHWC activations.
///
/// Its weight is stored [kernel, kernel, input channels, output channels], ready to be the right-hand
/// side of a matrix product.
public final class Convolution {
  public let shape: ConvolutionShape
  /// [kernel, kernel, input channels, output channels]
  public let weight: Parameter

  public init(_ name: String, _ shape: ConvolutionShape) {
    self.shape = shape
    weight = Parameter(
      name, [shape.kernel, shape.kernel, shape.inputChannels, shape.outputChannels])
  }

  /// Extent of the output for an input [batch, height, width, input channels].
  public func outputShape(_ input: [Int]) -> [Int] {
    [input[0], shape.output(input[1]), shape.output(input[2]), shape.outputChannels]
  }

  /// - Parameters:
  ///   - input: [batch, height, width, input channels]
  ///   - output: `outputShape(input.shape)`, overwritten.
  public func forward(_ input: Tensor, into output: Tensor) {
    GEMMConvolution(shape, input: input.shape).forward(
      input.pointer, weight: weight.value.pointer, output: output.pointer)
  }

  /// Sets the weight's gradient.
  /// - Parameters:
  ///   - input: what `forward` had.
  ///   - outputGradient: of the loss by the output.
  public func backwardWeight(input: Tensor, outputGradient: Tensor) {
    GEMMConvolution(shape, input: input.shape).backwardWeight(
      input.pointer, outputGradient.pointer, gradient: weight.gradient.pointer)
  }

  /// Computes the gradient by the input, or adds it where `accumulating`.
  public func backwardInput(outputGradient: Tensor, into inputGradient: Tensor, accumulating: Bool) {
    GEMMConvolution(shape, input: inputGradient.shape).backwardInput(
      outputGradient.pointer, weight: weight.value.pointer, gradient: inputGradient.pointer,
      accumulating: accumulating)
  }
}
