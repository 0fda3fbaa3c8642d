/// A box of coordinates: longitudes and latitudes, or metres.
package struct Box: Sendable, Equatable {
  package var low: SIMD2<Double>
  package var high: SIMD2<Double>

  package init(low: SIMD2<Double>, high: SIMD2<Double>) {
    self.low = low
    self.high = high
  }

  /// The box that holds nothing.
  package static let empty = Box(
    low: SIMD2(repeating: .infinity), high: SIMD2(repeating: -.infinity))

  var isEmpty: Bool { low.x > high.x || low.y > high.y }

  package mutating func extend(to point: SIMD2<Double>) {
    low = pointwiseMin(low, point)
    high = pointwiseMax(high, point)
  }

  mutating func extend(to box: Box) {
    low = pointwiseMin(low, box.low)
    high = pointwiseMax(high, box.high)
  }

  package func expanded(by margin: Double) -> Box { Box(low: low - margin, high: high + margin) }

  package func contains(_ point: SIMD2<Double>) -> Bool {
    point.x >= low.x && point.x <= high.x && point.y >= low.y && point.y <= high.y
  }

  /// A lower bound of the distance of anything in two boxes.
  package func gap(to other: Box) -> Double {
    let d = pointwiseMax(pointwiseMax(low - other.high, other.low - high), .zero)
    return (d.x * d.x + d.y * d.y).squareRoot()
  }
}
