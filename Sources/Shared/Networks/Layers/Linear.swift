internal import CKernels
package import Numerics
package import Ranks

/// y = x Wᵀ + b on the rows of x, as `torch.nn.Linear`.
package final class Linear {
  package let inputs: Int
  package let outputs: Int
  /// W, [outputs, inputs], named `<name>.weight`.
  package let weight: Parameter
  /// b, [outputs], named `<name>.bias`.
  package let bias: Parameter?
  private var input: Tensor?
  /// How the batches of training steps are cut.
  package var shards = BatchShards()

  /// A layer of zeros; see `initialize`.
  /// - Parameter name: the prefix of its state-dict names.
  package init(_ name: String, inputs: Int, outputs: Int, bias: Bool = true) {
    self.inputs = inputs
    self.outputs = outputs
    weight = Parameter("\(name).weight", [outputs, inputs])
    self.bias = bias ? Parameter("\(name).bias", [outputs]) : nil
  }

  package var parameters: [Parameter] { [weight] + (bias.map { [$0] } ?? []) }

  /// [n, inputs] → [n, outputs].
  /// - Parameter training: whether to keep `x`, which must then not change before `backward`.
  package func forward(_ x: Tensor, training: Bool = true) -> Tensor {
    precondition(x.shape.count == 2 && x.shape[1] == inputs, "input of \(weight.name)")
    input = training ? x : nil
    let y = Tensor([x.shape[0], outputs])
    if let bias { kn_broadcast_row(x.shape[0], outputs, bias.value.pointer, y.pointer) }
    BLAS.parallelGemm(
      transposeB: true, m: x.shape[0], n: outputs, k: inputs, x.pointer, lda: inputs, weight.value.pointer,
      ldb: inputs, beta: bias == nil ? 0 : 1, y.pointer, ldc: outputs)
    return y
  }

  /// Sets the gradients of the parameters, and returns the input's, [n, inputs].
  /// - Parameters:
  ///   - gradient: of the loss with respect to the last `forward`'s result.
  ///   - inputGradient: whether the input's is wanted.
  @discardableResult
  package func backward(_ gradient: Tensor, inputGradient: Bool = true) -> Tensor? {
    guard let input else { preconditionFailure("\(weight.name): backward without a training forward") }
    let rows = input.shape[0]
    precondition(gradient.shape == [rows, outputs], "gradient of \(weight.name)")
    self.input = nil
    shards.sum(rows: rows, into: weight.gradient.buffer) { rows, sum in
      BLAS.weightGradient(
        rows: rows.count, m: outputs, n: inputs, gradient.pointer + rows.lowerBound * outputs, lda: outputs,
        input.pointer + rows.lowerBound * inputs, ldb: inputs, sum, ldc: inputs)
    }
    if let bias {
      shards.sum(rows: rows, into: bias.gradient.buffer) { rows, sum in
        var sums = [Double](repeating: 0, count: outputs)
        kn_column_sums(rows.count, outputs, gradient.pointer + rows.lowerBound * outputs, &sums)
        for index in 0..<outputs { sum[index] = Float(sums[index]) }
      }
    }
    guard inputGradient else { return nil }
    let result = Tensor([rows, inputs])
    BLAS.parallelGemm(
      m: rows, n: inputs, k: outputs, gradient.pointer, lda: outputs, weight.value.pointer, ldb: inputs,
      result.pointer, ldc: inputs)
    return result
  }
}
