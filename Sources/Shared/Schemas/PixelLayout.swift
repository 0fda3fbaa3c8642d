/// What a pixel of `knowcl/images` holds.
package struct PixelLayout: Sendable, Equatable, CustomStringConvertible {
  /// Type of a sample, one band of a pixel.
  package enum Sample: Sendable {
    case uint8, uint16

    package var bytes: Int { self == .uint8 ? 1 : 2 }
  }

  /// Names of the bands, in order.
  package let bands: [String]
  package let sample: Sample
  /// Whether pictures say which of their pixels are valid.
  package let hasMask: Bool

  /// - Precondition: `bands` are different names, at least one.
  package init(bands: [String], sample: Sample = .uint8, hasMask: Bool = false) {
    precondition(!bands.isEmpty && Set(bands).count == bands.count, "band names")
    self.bands = bands
    self.sample = sample
    self.hasMask = hasMask
  }

  /// What photographs have.
  package static let rgb = PixelLayout(bands: ["red", "green", "blue"])

  /// Bytes of a pixel.
  package var bytes: Int { bands.count * sample.bytes }

  package var description: String {
    let names = bands.prefix(4).joined(separator: ", ") + (bands.count > 4 ? ", …" : "")
    return
      "\(8 * sample.bytes)-bit pictures of \(bands.count) bands (\(names)) \(hasMask ? "with" : "without") a mask"
  }
}
