package import Numerics

/// How far an encoder's features of changed pictures are from those of the pictures as they are.
///
///     C = Σ_i ‖f(x'_i) − f(x_i)‖² / (Σ_i ‖f(x_i) − f̄‖² + Σ_i ‖f(x'_i) − f̄'‖²)
///
/// with f̄ and f̄' the batch's means: 0 for an encoder that sees through the change, about 1 for one whose features
/// of a picture and of the picture changed have nothing in common. In the gradient f(x) and the denominator count
/// as given: changed pictures are to look like clear ones and not the other way round, and features are not to
/// spread only to make the difference small against it.
package enum ConsistencyLoss {
  /// - Parameters:
  ///   - clear: f(x), [n, d].
  ///   - changed: f(x'), [n, d].
  /// - Returns: C and its gradient by `changed`.
  package static func evaluate(clear: Tensor, changed: Tensor) -> (value: Double, changed: Tensor) {
    precondition(clear.shape.count == 2 && clear.shape == changed.shape, "features of the same pictures")
    let gradient = Tensor(changed.shape)
    let spread = squaredDeviations(clear) + squaredDeviations(changed)
    // Equal features everywhere: there is nothing to compare with.
    guard spread > 0 else { return (0, gradient) }
    var difference = 0.0
    for index in 0..<gradient.count {
      let delta = Double(changed[index]) - Double(clear[index])
      difference += delta * delta
      gradient[index] = Float(2 * delta / spread)
    }
    return (difference / spread, gradient)
  }

  /// Σ_i ‖f_i − f̄‖²
  private static func squaredDeviations(_ features: Tensor) -> Double {
    let (n, d) = (features.shape[0], features.shape[1])
    var total = 0.0
    for column in 0..<d {
      var moments = (sum: 0.0, squares: 0.0)
      let first = Double(features[column])
      for row in 0..<n {
        let x = Double(features[row * d + column]) - first
        moments.sum += x
        moments.squares += x * x
      }
      total += moments.squares - moments.sum * moments.sum / Double(max(n, 1))
    }
    return max(0, total)
  }
}
