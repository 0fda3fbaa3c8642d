internal import CKernels

/// Where clouds and shadows lie in a picture, row-major, a byte a pixel.
package struct CloudMask: Sendable, Equatable {
  package let height: Int
  package let width: Int
  /// Mean thickness of the channels, in units of 1/255.
  package private(set) var thickness: [UInt8]
  /// Share of the light taken by the shadow on the ground, in units of 1/255.
  package private(set) var shadow: [UInt8]

  /// A clear sky.
  package init(height: Int, width: Int) {
    self.height = height
    self.width = width
    thickness = [UInt8](repeating: 0, count: height * width)
    shadow = thickness
  }

  /// - Precondition: values lie in [0, 1].
  init(height: Int, width: Int, thickness: [Float], shadow: [Float]?) {
    self.init(height: height, width: width)
    kn_unit_bytes(thickness.count, thickness, &self.thickness)
    if let shadow { kn_unit_bytes(shadow.count, shadow, &self.shadow) }
  }

  package enum Class: UInt8, Sendable, CaseIterable {
    case clear, thick, thin, shadow
  }

  /// A cloud at least this thick is thick, and another of at least `thinThreshold` thin; in 1/255.
  static let thickThreshold: UInt8 = 128
  static let thinThreshold: UInt8 = 26
  /// A shadow at least this deep counts where no cloud hides it; in 1/255.
  static let shadowThreshold: UInt8 = 26

  /// The class of each pixel, as the raw values of `Class`.
  package var classes: [UInt8] {
    zip(thickness, shadow).map { thickness, shadow in
      if thickness >= Self.thickThreshold { return Class.thick.rawValue }
      if thickness >= Self.thinThreshold { return Class.thin.rawValue }
      return (shadow >= Self.shadowThreshold ? Class.shadow : .clear).rawValue
    }
  }

  /// Left and right exchanged.
  mutating func mirror() {
    for row in 0..<height {
      thickness[(row * width)..<((row + 1) * width)].reverse()
      shadow[(row * width)..<((row + 1) * width)].reverse()
    }
  }

  /// Top and bottom exchanged.
  mutating func flip() {
    // Turning by 180° is reversing all.
    thickness.reverse()
    shadow.reverse()
    mirror()
  }

  /// A part stretched to the whole, each pixel the one of the part that its middle lies in.
  mutating func crop(to window: PictureWindow) {
    let (before, rows) = (self, height)
    let columns = width
    for row in 0..<rows {
      for column in 0..<columns {
        let y = window.top + (2 * row + 1) * window.height / (2 * rows)
        let x = window.left + (2 * column + 1) * window.width / (2 * columns)
        thickness[row * columns + column] = before.thickness[y * columns + x]
        shadow[row * columns + column] = before.shadow[y * columns + x]
      }
    }
  }
}
