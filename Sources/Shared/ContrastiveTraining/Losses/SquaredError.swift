package import Numerics
internal import Support

/// The mean of squared differences, as `torch.nn.functional.mse_loss`.
package enum SquaredError {
  /// Elements of a fixed cut; partial sums are added in its order.
  private static let grain = 1 << 14

  /// - Returns: the error and its gradient by `made`.
  package static func evaluate(_ made: Tensor, _ wanted: Tensor) -> (value: Double, gradient: Tensor) {
    precondition(made.shape == wanted.shape, "extent")
    let gradient = Tensor(made.shape)
    let scale = 2 / Double(max(1, made.count))
    var sums = [Double](repeating: 0, count: (made.count + grain - 1) / grain)
    sums.withUnsafeMutableBufferPointer { sums in
      guard let base = sums.baseAddress else { return }
      let pointers = Unchecked((made.pointer, wanted.pointer, gradient.pointer, base))
      Parallel.forRanges(made.count, grain: grain) { range in
        let (made, wanted, gradient, sums) = pointers.value
        var sum = 0.0
        for index in range {
          let difference = Double(made[index]) - Double(wanted[index])
          sum += difference * difference
          gradient[index] = Float(scale * difference)
        }
        sums[range.lowerBound / grain] = sum
      }
    }
    return (sums.reduce(0, +) / Double(max(1, made.count)), gradient)
  }
}
