internal import CKernels
package import Networks
package import Numerics
internal import Support

/// A multilayer perceptron with one hidden layer and one output: Linear, dropout, ReLU, Linear.
///
/// Works through the rows in blocks, so its memory does not grow with them; the blocks' gradients are
/// summed in order.
package final class Perceptron {
  package let inputs: Int
  package let hidden: Int
  /// State-dict names of `Sequential(Linear, Dropout, ReLU, Linear)`.
  package let parameters: [Parameter]
  private let block: Tensor
  /// A multiple of 64, where `Dropout` can start.
  private static let blockRows = 1024

  private var hiddenWeight: Parameter { parameters[0] }
  private var hiddenBias: Parameter { parameters[1] }
  private var outputWeight: Parameter { parameters[2] }
  private var outputBias: Parameter { parameters[3] }

  package init(inputs: Int, hidden: Int) {
    self.inputs = inputs
    self.hidden = hidden
    parameters = [
      Parameter("0.weight", [hidden, inputs]), Parameter("0.bias", [hidden]),
      Parameter("3.weight", [1, hidden]), Parameter("3.bias", [1]),
    ]
    block = Tensor([Self.blockRows, hidden])
  }

  /// Xavier-uniform weights (Glorot & Bengio 2010) and zero biases.
  package func initialize(seed: UInt64, item: UInt64) {
    let fans = [(hiddenWeight, inputs + hidden), (outputWeight, hidden + 1)]
    for (parameter, fan) in fans {
      var random = Philox(seed: seed, "perceptron \(parameter.name)", item)
      random.fillUniform(parameter.value, bound: (6 / Double(fan)).squareRoot())
    }
    hiddenBias.value.fill(0)
    outputBias.value.fill(0)
  }

  /// Outputs of the rows of `x` (n × inputs), without dropout.
  package func predictions(_ x: Tensor) -> [Float] {
    var result: [Float] = []
    forEachBlock(x) { rows, outputs in result.append(contentsOf: outputs) }
    return result
  }

  /// Sets the gradients of the mean squared error over all rows of `x`.
  /// - Parameter step: which mask of `dropout` to use.
  /// - Returns: that error.
  package func backward(_ x: Tensor, labels: [Double], dropout: Dropout? = nil, step: UInt64 = 0) -> Double {
    for parameter in parameters { parameter.gradient.fill(0) }
    var loss = 0.0
    let count = Double(labels.count)
    let scale = Float(1 / (1 - (dropout?.rate ?? 0)))
    forEachBlock(x, dropout, step: step) { rows, outputs in
      let gradient = zip(rows, outputs).map { row, output in
        let error = Double(output) - labels[row]
        loss += error * error
        return Float(2 * error / count)
      }
      kn_perceptron_backward(
        rows.count, hidden, scale, gradient, outputWeight.value.pointer, block.pointer,
        outputWeight.gradient.pointer, hiddenBias.gradient.pointer)
      outputBias.gradient[0] += gradient.reduce(0, +)
      BLAS.gemm(
        transposeA: true, m: hidden, n: inputs, k: rows.count, block.pointer, lda: hidden,
        x.pointer + rows.lowerBound * inputs, ldb: inputs, beta: 1, hiddenWeight.gradient.pointer,
        ldc: inputs)
    }
    return loss / count
  }

  /// Leaves the hidden values of each block of rows in `block`, and calls `body` with its outputs.
  private func forEachBlock(
    _ x: Tensor, _ dropout: Dropout? = nil, step: UInt64 = 0, _ body: (Range<Int>, [Float]) -> Void
  ) {
    for start in stride(from: 0, to: x.shape[0], by: Self.blockRows) {
      let rows = start..<min(x.shape[0], start + Self.blockRows)
      let count = rows.count * hidden
      kn_broadcast_row(rows.count, hidden, hiddenBias.value.pointer, block.pointer)
      BLAS.gemm(
        transposeB: true, m: rows.count, n: hidden, k: inputs, x.pointer + start * inputs, lda: inputs,
        hiddenWeight.value.pointer, ldb: inputs, beta: 1, block.pointer, ldc: hidden)
      // Dropout before or after ReLU is the same: its factors are not negative.
      kn_relu(count, block.pointer)
      dropout?.apply(block.pointer, count: count, first: start * hidden, step: step)
      let bias = outputBias.value[0]
      body(
        rows,
        (0..<rows.count).map { row in
          bias + kn_dot(hidden, block.pointer + row * hidden, outputWeight.value.pointer)
        })
    }
  }
}
