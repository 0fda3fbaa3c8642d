package import Schemas
internal import Support

/// Plain statistics of colour, the baseline that a learnt representation has to beat: for red, green and blue
/// over all pixels of a region's pictures the mean, the standard deviation and the 5, 25, 50, 75 and 95 %
/// quantiles (linear between order statistics), each in 0…1. Where pictures say how much of the region each shows, they
/// are the mean of the pictures' statistics by that weight.
package struct ColourFeatures: ImageFeatures {
  private static let quantiles = [0.05, 0.25, 0.5, 0.75, 0.95]

  package init() {}

  package var dimension: Int { 3 * (2 + Self.quantiles.count) }
  package var encoderName: String? { nil }
  package var description: String {
    "mean, standard deviation and 5, 25, 50, 75, 95 % quantiles of red, then of green, then of blue, in 0…1"
  }

  package func features(_ pixels: [UInt8], of shape: ImageShape, shares: [Float]?) -> [Float] {
    let size = shape.pictureBytes
    var values = [Float](repeating: 0, count: shape.regions * dimension)
    let width = dimension
    values.withUnsafeMutableBufferPointer { values in
      let target = Unchecked(values)
      Parallel.forEach(shape.regions) { region in
        let pictures = shape.views[region]
        let statistics =
          shares.map { shares in
            Self.weighted(
              pictures.map { (Self.statistics(pixels[($0 * size)..<(($0 + 1) * size)]), Double(shares[$0])) })
          } ?? Self.statistics(pixels[(pictures.lowerBound * size)..<(pictures.upperBound * size)])
        for (index, value) in statistics.enumerated() { target.value[region * width + index] = Float(value) }
      }
    }
    return values
  }

  private static func weighted(_ statistics: [(values: [Double], weight: Double)]) -> [Double] {
    let sum = statistics.reduce(0) { $0 + $1.weight }
    return statistics[0].values.indices.map { index in
      statistics.reduce(0) { $0 + $1.weight * $1.values[index] } / sum
    }
  }

  /// From one histogram a channel, so exact whatever the number of pixels.
  private static func statistics(_ pixels: ArraySlice<UInt8>) -> [Double] {
    var histograms = [[Int]](repeating: [Int](repeating: 0, count: 256), count: 3)
    var channel = 0
    for value in pixels {
      histograms[channel][Int(value)] += 1
      channel = channel == 2 ? 0 : channel + 1
    }
    return histograms.flatMap { histogram in
      let count = histogram.reduce(0, +)
      let sum = histogram.enumerated().reduce(0) { $0 + $1.offset * $1.element }
      let squares = histogram.enumerated().reduce(0) { $0 + $1.offset * $1.offset * $1.element }
      let mean = Double(sum) / Double(count)
      let variance = max(0, Double(squares) / Double(count) - mean * mean)
      let marks = quantiles.map { quantile in
        let position = quantile * Double(count - 1)
        let low = Int(position)
        let below = orderStatistic(histogram, low)
        let above = orderStatistic(histogram, min(low + 1, count - 1))
        return below + (position - Double(low)) * (above - below)
      }
      return ([mean, variance.squareRoot()] + marks).map { $0 / 255 }
    }
  }

  /// The value that has `rank` smaller or equal ones before it.
  private static func orderStatistic(_ histogram: [Int], _ rank: Int) -> Double {
    var seen = 0
    for (value, count) in histogram.enumerated() {
      seen += count
      if seen > rank { return Double(value) }
    }
    return 255
  }
}
