internal import Support

/// Which pixels of a picture clouds and their shadows cover, told by a picture of the place on a clear day.
///
/// Both are smoothed, since what a pixel shows differs between days and a cloud is larger. With D the difference of the two
/// means over channels, a cloud is where D > `cloud` and every channel > `brightness`, a shadow where D < −`shadow`; both
/// reach `margin` pixels farther, since their edges are thin and cancel one another.
package struct ChangeMask: Sendable {
  /// Standard deviation of the Gaussian, in pixels.
  package var radius = 2.5
  /// Samples brighter than on the clear day.
  package var cloud = 30.0
  /// Samples that every channel of a cloud exceeds.
  package var brightness = 185.0
  /// Samples darker than on the clear day.
  package var shadow = 35.0

  /// Pixels by which masks grow, along rows and columns.
  package var margin = 3

  package init() {}

  /// - Parameters:
  ///   - picture: [y, x, RGB], with the colours of the clear day's.
  ///   - clear: the same place.
  /// - Returns: [y, x], 0 where clouds or shadows are, else 1.
  package func valid(
    _ picture: ArraySlice<UInt8>, clear: ArraySlice<UInt8>, height: Int, width: Int
  ) -> [UInt8] {
    let weights = gaussian()
    let own = channels(picture).map { smooth($0, weights, height, width) }
    let other = channels(clear).map { smooth($0, weights, height, width) }
    let covered = (0..<(height * width)).map { pixel in
      let difference = (0..<3).reduce(0) { $0 + own[$1][pixel] - other[$1][pixel] } / 3
      let least = min(own[0][pixel], own[1][pixel], own[2][pixel])
      return (difference > cloud && least > brightness) || difference < -shadow
    }
    return MaskMargin.grown(covered, by: margin, height, width).map { $0 ? 0 : 1 }
  }

  private func channels(_ picture: ArraySlice<UInt8>) -> [[Double]] {
    (0..<3).map { channel in
      stride(from: picture.startIndex + channel, to: picture.endIndex, by: 3).map { Double(picture[$0]) }
    }
  }

  /// One side of a Gaussian that is cut at four deviations and adds up to 1, from the middle on
  /// (`scipy.ndimage.gaussian_filter`).
  private func gaussian() -> [Double] {
    let reach = Int(4 * radius + 0.5)
    let side = (0...reach).map { Elementary.exp(-0.5 * Double($0 * $0) / (radius * radius)) }
    let sum = 2 * side.dropFirst().reduce(0, +) + side[0]
    return side.map { $0 / sum }
  }

  /// Along rows, then columns; beyond an edge lies what is at it.
  private func smooth(_ values: [Double], _ weights: [Double], _ height: Int, _ width: Int) -> [Double] {
    func pass(_ values: [Double], length: Int, _ place: (Int, Int) -> Int, lines: Int) -> [Double] {
      var result = values
      for line in 0..<lines {
        for at in 0..<length {
          var sum = weights[0] * values[place(line, at)]
          for step in 1..<max(1, weights.count) {
            let (before, after) = (max(0, at - step), min(length - 1, at + step))
            sum += weights[step] * (values[place(line, before)] + values[place(line, after)])
          }
          result[place(line, at)] = sum
        }
      }
      return result
    }
    let rows = pass(values, length: width, { $0 * width + $1 }, lines: height)
    return pass(rows, length: height, { $1 * width + $0 }, lines: width)
  }
}
