internal import Support

/// Gradients on the corners of an endless lattice, both components standard normal: each a pure function of
/// key, layer and corner, so that a field can be evaluated anywhere, again, and beyond a picture's edges.
package struct GradientLattice: Sendable {
  private let key: (UInt32, UInt32)
  private let layer: (UInt32, UInt32)

  /// - Parameters:
  ///   - noise: which noise of the picture.
  ///   - octave: which octave of the noise.
  package init(key: UInt64, noise: Int, octave: Int) {
    self.key = (UInt32(truncatingIfNeeded: key), UInt32(truncatingIfNeeded: key >> 32))
    layer = (UInt32(truncatingIfNeeded: noise), UInt32(truncatingIfNeeded: octave))
  }

  package func gradient(row: Int, column: Int) -> Gradient {
    let bits = Philox.block(
      key, (UInt32(truncatingIfNeeded: row), UInt32(truncatingIfNeeded: column), layer.0, layer.1))
    // Box–Muller; the logarithm's argument lies in (0, 1].
    let radius = (-2 * Elementary.log((Float(bits.0 >> 8) + 1) * 0x1p-24)).squareRoot()
    let angle = 2 * Float.pi * (Float(bits.1 >> 8) * 0x1p-24)
    return Gradient(down: radius * Elementary.sin(angle), right: radius * Elementary.cos(angle))
  }
}

/// Slope of the noise at a lattice corner, per cell, down and to the right.
package struct Gradient: Sendable, Equatable {
  package var down: Float
  package var right: Float

  package init(down: Float, right: Float) {
    self.down = down
    self.right = right
  }
}
