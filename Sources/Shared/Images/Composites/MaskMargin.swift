/// Masks that reach farther than what they were made of.
package enum MaskMargin {
  /// What lies within a square of `margin` pixels each way around.
  /// - Parameter covered: [y, x]
  package static func grown(_ covered: [Bool], by margin: Int, _ height: Int, _ width: Int) -> [Bool] {
    guard margin > 0 else { return covered }
    let rows = (0..<(height * width)).map { pixel in
      let (row, column) = pixel.quotientAndRemainder(dividingBy: width)
      let near = max(0, column - margin)...min(width - 1, column + margin)
      return near.contains { covered[row * width + $0] }
    }
    return (0..<(height * width)).map { pixel in
      let (row, column) = pixel.quotientAndRemainder(dividingBy: width)
      let near = max(0, row - margin)...min(height - 1, row + margin)
      return near.contains { rows[$0 * width + column] }
    }
  }
}
