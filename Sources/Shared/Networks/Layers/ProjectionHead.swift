internal import CKernels
package import Numerics

/// Linear → ReLU → Linear without biases: the head that carries an embedding into the contrastive
/// space (SimCLR, Chen et al. 2020).
///
/// Parameters are named `<name>.0.weight` and `<name>.2.weight`, as in an `nn.Sequential`.
package final class ProjectionHead {
  private let first: Linear
  private let second: Linear
  private var hidden: Tensor?

  package init(_ name: String, inputs: Int, hidden: Int, outputs: Int) {
    first = Linear("\(name).0", inputs: inputs, outputs: hidden, bias: false)
    second = Linear("\(name).2", inputs: hidden, outputs: outputs, bias: false)
  }

  package var parameters: [Parameter] { first.parameters + second.parameters }

  /// Draws new weights: Xavier normal.
  package func initialize(seed: UInt64) {
    first.initialize(.xavierNormal, seed: seed)
    second.initialize(.xavierNormal, seed: seed)
  }

  /// [n, inputs] → [n, outputs].
  package func forward(_ x: Tensor, training: Bool = true) -> Tensor {
    let activation = first.forward(x, training: training)
    kn_relu(activation.count, activation.pointer)
    hidden = training ? activation : nil
    return second.forward(activation, training: training)
  }

  /// Sets the gradients of the weights and returns the input's, [n, inputs].
  package func backward(_ gradient: Tensor) -> Tensor {
    guard let hidden, let inner = second.backward(gradient) else {
      preconditionFailure("backward without a training forward")
    }
    self.hidden = nil
    kn_relu_backward(inner.count, hidden.pointer, inner.pointer)
    guard let result = first.backward(inner) else { preconditionFailure("input gradient") }
    return result
  }
}
