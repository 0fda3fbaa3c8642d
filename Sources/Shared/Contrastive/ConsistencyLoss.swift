/// How far an encoder's features of changed pictures are from those of the pictures as they are.
///
///     C = Σ_i ‖f(x'_i) − f(x_i)‖² / Σ_i ‖f(x_i) − f̄‖²
///
/// with f̄ the batch's mean: the share of the features' variance that the change amounts to, so 0 for an encoder
/// that sees through it and about 2 for one that sees nothing else. f(x) counts as given: changed pictures are
/// to look like clear ones, not the other way round.
public enum ConsistencyLoss {
  /// - Parameters:
  ///   - clear: f(x), [n, d].
  ///   - changed: f(x'), [n, d].
  /// - Returns: C and its gradient by `changed`.
  public static func evaluate(clear: Tensor, changed: Tensor) -> (value: Double, changed: Tensor) {
    precondition(clear.shape.count == 2 && clear.shape == changed.shape, "features of the same pictures")
    let (n, d) = (clear.shape[0], clear.shape[1])
    var (difference, variance) = (0.0, 0.0)
    for column in 0..<d {
      var sum = 0.0
      for row in 0..<n { sum += Double(clear[row * d + column]) }
      let mean = sum / Double(max(n, 1))
      for row in 0..<n {
        let (x, y) = (Double(clear[row * d + column]), Double(changed[row * d + column]))
        variance += (x - mean) * (x - mean)
        difference += (y - x) * (y - x)
      }
    }
    // A batch of equal pictures has no variance to compare with.
    let scale = 1 / max(variance, Double(Float.leastNormalMagnitude))
    let gradient = Tensor(changed.shape)
    guard variance > 0 else { return (0, gradient) }
    for index in 0..<gradient.count {
      gradient[index] = Float(2 * scale * (Double(changed[index]) - Double(clear[index])))
    }
    return (difference * scale, gradient)
  }
}
