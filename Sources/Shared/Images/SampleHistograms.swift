package import Schemas
internal import Support

/// How often each sample comes in red, green and blue among the valid pixels of pictures.
package struct SampleHistograms: Sendable, Equatable {
  /// Pictures in memory at a time, in bytes.
  private static let windowBytes = 16 << 20

  /// [channel][sample]
  package private(set) var counts = [[Int]](repeating: [Int](repeating: 0, count: 256), count: 3)

  var isEmpty: Bool { counts[0].allSatisfy { $0 == 0 } }

  /// Of nothing yet.
  init() {}

  /// Of all pictures of a set.
  /// - Throws: `Failure` (EX_DATAERR) where no pixel is valid.
  package init(of images: ImageSet) throws {
    for window in images.shape.views.windows(ofPictures: max(1, Self.windowBytes / images.shape.pictureBytes))
    {
      add(try images.read(window), valid: try images.masks(of: window))
    }
    guard !isEmpty else {
      throw Failure.data(images.name, "has no valid pixel, so no colours to go by")
    }
  }

  /// - Parameters:
  ///   - pixels: [picture, y, x, RGB]
  ///   - valid: [picture, y, x]; nil where all are.
  mutating func add(_ pixels: [UInt8], valid: [UInt8]?) {
    for channel in 0..<3 {
      for pixel in 0..<(pixels.count / 3) where valid?[pixel] != 0 {
        counts[channel][Int(pixels[3 * pixel + channel])] += 1
      }
    }
  }

  /// What makes pictures of these histograms have, as nearly as whole samples can, those of others: x becomes Q(F(x)), F
  /// being the share of samples up to x here and Q the others' quantile function, linear between the samples that occur
  /// (`match_histograms` of scikit-image, rounded to the nearest).
  package func matched(to others: SampleHistograms) -> SampleTables {
    SampleTables(zip(counts, others.counts).map(Self.table))
  }

  /// What gives each channel the median and the interquartile range of others': (x − median) · ratio + the others' median,
  /// to the nearest sample.
  func scaled(to others: SampleHistograms) -> SampleTables {
    SampleTables(
      zip(counts, others.counts).map { own, others in
        let (low, middle, high) = Self.quartiles(own)
        let (otherLow, otherMiddle, otherHigh) = Self.quartiles(others)
        let ratio = Double(max(1, otherHigh - otherLow)) / Double(max(1, high - low))
        return (0..<256).map {
          let value = Double($0 - middle) * ratio + Double(otherMiddle)
          return UInt8(min(255, max(0, value)).rounded(.toNearestOrEven))
        }
      })
  }

  /// The least samples that a quarter, half and three quarters of all do not exceed.
  private static func quartiles(_ counts: [Int]) -> (Int, Int, Int) {
    let shares = shares(counts)
    func quantile(_ share: Double) -> Int { shares.firstIndex { $0 >= share } ?? 255 }
    return (quantile(0.25), quantile(0.5), quantile(0.75))
  }

  private static func table(_ counts: [Int], _ others: [Int]) -> [UInt8] {
    let samples = others.indices.filter { others[$0] > 0 }
    let quantiles = shares(others)
    var above = 0
    return shares(counts).map { share in
      while above < samples.count, quantiles[samples[above]] < share { above += 1 }
      guard above > 0 else { return UInt8(samples[0]) }
      guard above < samples.count else { return UInt8(samples[samples.count - 1]) }
      let (low, high) = (samples[above - 1], samples[above])
      let slope = Double(high - low) / (quantiles[high] - quantiles[low])
      return UInt8((slope * (share - quantiles[low]) + Double(low)).rounded(.toNearestOrEven))
    }
  }

  /// Share of samples up to each.
  private static func shares(_ counts: [Int]) -> [Double] {
    let total = Double(counts.reduce(0, +))
    var sum = 0
    return counts.map { count in
      sum += count
      return Double(sum) / total
    }
  }
}
