/// Rows and columns of a picture.
package struct PictureExtent: Sendable, Equatable {
  package let height: Int
  package let width: Int

  package init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }
}

/// A picture as a source gives it.
package struct Picture: Sendable {
  /// [y, x, band], little-endian.
  package let samples: [UInt8]
  /// [y, x], 1 where a pixel is valid, else 0; nil where the layout has no mask.
  package let mask: [UInt8]?
  /// SHA-256 of the file that it was made from, in hexadecimal; nil stands for that of the samples.
  package let sha256: String?

  package init(samples: [UInt8], mask: [UInt8]? = nil, sha256: String? = nil) {
    self.samples = samples
    self.mask = mask
    self.sha256 = sha256
  }
}
