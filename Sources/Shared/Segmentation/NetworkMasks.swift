package import Images
internal import Networks
internal import Numerics
package import Schemas
internal import Support

/// Masks of clouds and shadows that a network tells in the pictures themselves.
package struct NetworkMasks: MaskSource {
  /// Pixels of pictures that go through the network at once; what comes out does not depend on it.
  private static let passPixels = 1 << 18
  private static let grain = 1 << 12

  /// Probability of a cloud or a shadow from which a pixel is masked.
  package var threshold = 0.5
  /// Pixels by which masks grow, along rows and columns.
  package var margin = 3
  private let network: SegmentationNetwork
  private let height: Int
  private let width: Int

  /// - Parameter shape: of the pictures.
  package init(_ file: SegmentationFile, for shape: ImageShape) {
    network = file.network
    (height, width) = (shape.height, shape.width)
  }

  package func valid(_ regions: Range<Int>, _ samples: [UInt8]) throws -> [UInt8] {
    let pixels = height * width
    let count = samples.count / (3 * pixels)
    let together = max(1, Self.passPixels / pixels)
    return try stride(from: 0, to: count, by: together).flatMap { start -> [UInt8] in
      let pictures = start..<min(count, start + together)
      let bytes = samples[(3 * pixels * pictures.lowerBound)..<(3 * pixels * pictures.upperBound)]
      let covered = covered(
        try network.forward(
          CloudedBatch.tensor(bytes, of: pictures.count, height: height, width: width), training: false))
      return try Parallel.tryMap(pictures.count) { [height, width, margin] picture -> [UInt8] in
        let own = Array(covered[(picture * pixels)..<((picture + 1) * pixels)])
        return MaskMargin.grown(own, by: margin, height, width).map { $0 ? 0 : 1 }
      }.flatMap(\.self)
    }
  }

  /// Where the softmax of the logits leaves at least `threshold` to clouds and shadows.
  private func covered(_ logits: Tensor) -> [Bool] {
    let classes = SkyClass.allCases.count
    let clear = Int(SkyClass.clear.rawValue)
    var result = [Bool](repeating: false, count: logits.count / classes)
    result.withUnsafeMutableBufferPointer { result in
      let pointers = Unchecked((logits.pointer, result))
      Parallel.forRanges(result.count, grain: Self.grain) { [threshold] pixels in
        let (logits, result) = pointers.value
        for pixel in pixels {
          let own = logits + pixel * classes
          // 1 / probability of a clear sky.
          let sum = (0..<classes).reduce(0.0) { $0 + Elementary.exp(Double(own[$1]) - Double(own[clear])) }
          result[pixel] = 1 / sum <= 1 - threshold
        }
      }
    }
    return result
  }
}
