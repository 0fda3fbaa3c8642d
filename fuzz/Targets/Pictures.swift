internal import Images

extension FuzzTarget {
  /// Whatever the target is called, the format is told by the content.
  static let pictures = [
    FuzzTarget("png", mend: PNGChecksums.mend, [picture]), FuzzTarget("jpeg", [picture]),
    FuzzTarget("webp", [picture]), FuzzTarget("tiff", [picture]),
  ]

  /// So that a picture is no larger than what its decoding is watched with: the tools' own limit is Pillow's.
  private static let maximumPixels = 1 << 20

  @Sendable private static func picture(_ bytes: [UInt8]) throws {
    _ = try RGBPicture(decoding: bytes, name: "picture", maximumPixels: maximumPixels)
  }
}
