internal import Networks
internal import Numerics
internal import TestSupport
import Testing

/// Every way to compute a convolution against a plain loop in double precision.
@Suite struct ConvolutionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let method: ConvolutionMethod
    let shape: ConvolutionShape
    let input: [Int]
    var testDescription: String { "\(method) \(shape.kernel)/\(shape.stride)/\(shape.padding) \(input)" }
  }

  private static func shape(_ input: Int, _ output: Int, _ kernel: Int, _ stride: Int, _ padding: Int)
    -> ConvolutionShape
  {
    ConvolutionShape(
      inputChannels: input, outputChannels: output, kernel: kernel, stride: stride, padding: padding)
  }

  static let cases: [Case] = {
    var cases: [Case] = []
    for method in [ConvolutionMethod.gemm, .direct] {
      for (shape, input) in [
        (shape(3, 64, 7, 2, 3), [2, 33, 41, 3]), (shape(16, 32, 3, 2, 1), [3, 15, 14, 16]),
        (shape(16, 16, 3, 1, 1), [2, 9, 7, 16]), (shape(32, 48, 1, 2, 0), [2, 13, 6, 32]),
        (shape(16, 16, 1, 1, 0), [1, 1, 1, 16]), (shape(16, 32, 3, 2, 1), [5, 1, 2, 16]),
        (shape(16, 16, 3, 1, 0), [1, 5, 5, 16]), (shape(16, 16, 5, 3, 2), [2, 17, 11, 16]),
        (shape(16, 16, 3, 2, 1), [33, 4, 4, 16]),
      ] {
        cases.append(Case(method: method, shape: shape, input: input))
      }
    }
    cases.append(Case(method: .gemm, shape: shape(5, 7, 3, 2, 1), input: [2, 8, 9, 5]))
    for (channels, input) in [
      ((16, 16), [1, 4, 4, 16]), ((16, 32), [3, 7, 7, 16]), ((32, 16), [2, 14, 13, 32]),
      ((64, 64), [2, 21, 22, 64]), ((16, 16), [1, 1, 1, 16]), ((208, 112), [9, 10, 9, 208]),
    ] {
      cases.append(Case(method: .winograd, shape: shape(channels.0, channels.1, 3, 1, 1), input: input))
    }
    return cases
  }()

  private static func tensor(_ name: String, _ shape: [Int]) -> Tensor {
    Tensor(Hashed.uniform(name, shape.reduce(1, *)).map { Float(2 * $0 - 1) }, shape: shape)
  }

  @Test(arguments: cases)
  func agreesWithAPlainLoop(_ test: Case) {
    let convolution = Convolution("w", test.shape, method: test.method)
    convolution.weight.value.copy(from: Self.tensor("weight", convolution.weight.value.shape))
    let input = Self.tensor("input", test.input)
    let output = Tensor(convolution.outputShape(test.input))
    let gradient = Self.tensor("gradient", output.shape)
    let plain = PlainConvolution(
      test.shape, input: input, weight: convolution.weight.value, gradient: gradient)

    convolution.forward(input, into: output)
    #expect(relativeError(output.array, plain.output) < 5e-6)
    convolution.backwardWeight(input: input, outputGradient: gradient)
    #expect(relativeError(convolution.weight.gradient.array, plain.weightGradient) < 5e-6)
    guard test.method != .direct || test.shape.inputChannels % 16 == 0 else { return }
    let inputGradient = Self.tensor("before", test.input)
    let before = inputGradient.array
    convolution.backwardInput(outputGradient: gradient, into: inputGradient, accumulating: true)
    #expect(relativeError(inputGradient.array, zip(before, plain.inputGradient).map { $0 + $1 }) < 5e-6)
    convolution.backwardInput(outputGradient: gradient, into: inputGradient, accumulating: false)
    #expect(relativeError(inputGradient.array, plain.inputGradient) < 5e-6)
  }
}

/// Convolution and its gradients by definition, in double precision.
private struct PlainConvolution {
  var output: [Float]
  var weightGradient: [Float]
  var inputGradient: [Float]

  init(_ shape: ConvolutionShape, input: Tensor, weight: Tensor, gradient: Tensor) {
    let (batch, height, width) = (input.shape[0], input.shape[1], input.shape[2])
    let (rows, columns) = (shape.output(height), shape.output(width))
    let (ins, outs) = (shape.inputChannels, shape.outputChannels)
    let x = input.array.map(Double.init)
    let w = weight.array.map(Double.init)
    let g = gradient.array.map(Double.init)
    var y = [Double](repeating: 0, count: g.count)
    var dw = [Double](repeating: 0, count: w.count)
    var dx = [Double](repeating: 0, count: x.count)
    for n in 0..<batch {
      for oy in 0..<rows {
        for ox in 0..<columns {
          let at = ((n * rows + oy) * columns + ox) * outs
          for r in 0..<shape.kernel {
            for s in 0..<shape.kernel {
              let (iy, ix) = (oy * shape.stride + r - shape.padding, ox * shape.stride + s - shape.padding)
              guard (0..<height).contains(iy), (0..<width).contains(ix) else { continue }
              for i in 0..<ins {
                let pixel = ((n * height + iy) * width + ix) * ins + i
                let tap = ((r * shape.kernel + s) * ins + i) * outs
                for o in 0..<outs {
                  y[at + o] += x[pixel] * w[tap + o]
                  dw[tap + o] += x[pixel] * g[at + o]
                  dx[pixel] += w[tap + o] * g[at + o]
                }
              }
            }
          }
        }
      }
    }
    output = y.map { Float($0) }
    weightGradient = dw.map { Float($0) }
    inputGradient = dx.map { Float($0) }
  }
}
