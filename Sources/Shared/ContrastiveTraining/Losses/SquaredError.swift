package import Numerics
package import Ranks
internal import Support

/// The mean of squared differences, as `torch.nn.functional.mse_loss`.
package enum SquaredError {
  /// Elements of a fixed cut; partial sums are added in its order.
  private static let grain = 1 << 14

  /// - Returns: the error and its gradient by `made`.
  package static func evaluate(_ made: Tensor, _ wanted: Tensor) -> (value: Double, gradient: Tensor) {
    evaluate(made, wanted, in: BatchShards())
  }

  /// The same over all shards of a batch, given those of this rank.
  package static func evaluate(_ made: Tensor, _ wanted: Tensor, in shards: BatchShards) -> (
    value: Double, gradient: Tensor
  ) {
    precondition(made.shape == wanted.shape, "extent")
    let gradient = Tensor(made.shape)
    let ranges = shards.ranges(ofRows: made.count)
    let count = shards.gather(ranges.map { Double($0.count) }).reduce(0, +)
    let sums = ranges.map { add($0, made, wanted, scale: 2 / max(1, count), gradient) }
    return (shards.gather(sums).reduce(0, +) / max(1, count), gradient)
  }

  /// Σ (made − wanted)² over some elements, whose gradient is set.
  private static func add(
    _ elements: Range<Int>, _ made: Tensor, _ wanted: Tensor, scale: Double, _ gradient: Tensor
  ) -> Double {
    let first = elements.lowerBound
    var sums = [Double](repeating: 0, count: (elements.count + grain - 1) / grain)
    sums.withUnsafeMutableBufferPointer { sums in
      guard let base = sums.baseAddress else { return }
      let pointers = Unchecked((made.pointer + first, wanted.pointer + first, gradient.pointer + first, base))
      Parallel.forRanges(elements.count, grain: grain) { range in
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
    return sums.reduce(0, +)
  }
}
