/// A box of coordinates: longitudes and latitudes, or metres.
struct Box: Sendable, Equatable {
  var low: SIMD2<Double>
  var high: SIMD2<Double>

  /// The box that holds nothing.
  static let empty = Box(
    low: SIMD2(repeating: .infinity), high: SIMD2(repeating: -.infinity))

  var isEmpty: Bool { low.x > high.x || low.y > high.y }

  mutating func extend(to point: SIMD2<Double>) {
    low = pointwiseMin(low, point)
    high = pointwiseMax(high, point)
  }

  mutating func extend(to box: Box) {
    low = pointwiseMin(low, box.low)
    high = pointwiseMax(high, box.high)
  }

  func expanded(by margin: Double) -> Box { Box(low: low - margin, high: high + margin) }

  func contains(_ point: SIMD2<Double>) -> Bool {
    point.x >= low.x && point.x <= high.x && point.y >= low.y && point.y <= high.y
  }

  /// A lower bound of the distance of anything in two boxes.
  func gap(to other: Box) -> Double {
    let d = pointwiseMax(pointwiseMax(low - other.high, other.low - high), .zero)
    return (d.x * d.x + d.y * d.y).squareRoot()
  }
}
