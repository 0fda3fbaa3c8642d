/// Says which pixels of a day's pictures no cloud and no shadow covers.
package protocol MaskSource {
  /// - Parameters:
  ///   - regions: consecutive rows of the day's file.
  ///   - samples: their pictures, [picture, y, x, RGB].
  /// - Returns: [picture, y, x], 0 where clouds or shadows are, else 1.
  func valid(_ regions: Range<Int>, _ samples: [UInt8]) throws -> [UInt8]
}
