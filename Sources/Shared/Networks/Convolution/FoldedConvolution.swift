internal import CKernels
internal import Numerics

/// A convolution with the normalisation behind it multiplied into its weight, for inference; bias, residual
/// and ReLU happen while its results are still in registers.
final class FoldedConvolution {
  let shape: ConvolutionShape
  private let weight: Tensor
  private let bias: [Float]
  /// The weight as each method wants it, made on first use.
  private var packed: [ConvolutionMethod: Tensor] = [:]

  init(_ unit: NormalisedConvolution) {
    shape = unit.convolution.shape
    let source = unit.convolution.weight.value
    let (scale, shift) = unit.norm.runningAffine
    let channels = shape.outputChannels
    weight = Tensor(source.shape)
    for index in 0..<source.count { weight.pointer[index] = source.pointer[index] * scale[index % channels] }
    bias = shift
  }

  /// Extent of the output for an input [batch, height, width, input channels].
  func outputShape(_ input: [Int]) -> [Int] {
    [input[0], shape.output(input[1]), shape.output(input[2]), shape.outputChannels]
  }

  /// output = input ∗ weight + bias, plus the residual, through a ReLU where asked; output may be the residual.
  func forward(_ input: Tensor, residual: Tensor? = nil, relu: Bool, into output: Tensor) {
    bias.withUnsafeBufferPointer { bias in
      let epilogue = kn_epilogue(
        accumulate: 0, bias: bias.baseAddress, residual: residual.map { UnsafePointer($0.pointer) },
        relu: relu ? 1 : 0)
      if WinogradConvolution.isWorthwhile(shape, height: input.shape[1], width: input.shape[2]) {
        let convolution = WinogradConvolution(shape, input: input.shape)
        let packed = packed(.winograd, convolution.packedCount) {
          convolution.pack(weight.pointer, adjoint: false, into: $0)
        }
        convolution.forward(input.pointer, packed: packed, output: output.pointer, epilogue)
      } else {
        let convolution = DirectConvolution(shape, input: input.shape)
        let packed = packed(.direct, convolution.packedCount) {
          convolution.pack(weight.pointer, into: $0)
        }
        convolution.forward(input.pointer, packed: packed, output: output.pointer, epilogue)
      }
    }
  }

  private func packed(
    _ method: ConvolutionMethod, _ count: Int, _ fill: (UnsafeMutablePointer<Float>) -> Void
  ) -> UnsafePointer<Float> {
    if let tensor = packed[method] { return UnsafePointer(tensor.pointer) }
    let tensor = Tensor([count])
    fill(tensor.pointer)
    packed[method] = tensor
    return UnsafePointer(tensor.pointer)
  }
}
