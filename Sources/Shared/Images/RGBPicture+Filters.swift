internal import CKernels

/// What becomes of a sample that noise pushes beyond 0 or 255.
package enum NoiseMode: String, CaseIterable, Sendable {
  /// It wraps around, as 8-bit addition in NumPy does and the published study did.
  case modulo
  /// It stays at the limit.
  case saturate
}

extension RGBPicture {
  /// Left and right exchanged.
  package func mirrored() -> RGBPicture { transposed(.mirror) }

  /// Top and bottom exchanged.
  package func flipped() -> RGBPicture { transposed(.flip) }

  /// The picture darkened: every sample times `factor`, truncated, to the byte as Pillow's
  /// `ImageEnhance.Brightness(image).enhance(factor)`.
  /// - Parameter factor: from 0 (black) to 1 (unchanged).
  package func darkened(by factor: Double) -> RGBPicture {
    precondition((0...1).contains(factor), "factor")
    let table = (0..<256).map { UInt8(Float(factor) * Float($0)) }
    return RGBPicture(height: height, width: width, pixels: pixels.map { table[Int($0)] })
  }

  /// The picture with `noise`, a value for each sample, added.
  package func adding(_ noise: [Int8], _ mode: NoiseMode) -> RGBPicture {
    precondition(noise.count == pixels.count, "sample count")
    var result = self
    switch mode {
    case .modulo: kn_add_modulo(noise.count, noise, &result.pixels)
    case .saturate: kn_add_saturating(noise.count, noise, &result.pixels)
    }
    return result
  }

  /// The picture blurred to the byte as Pillow's `GaussianBlur(radius)`: three box blurs along rows, then
  /// three along columns, with a fractional box after Gwosdek et al., "Theoretical Foundations of
  /// Gaussian Convolution by Extended Box Filtering" (SSVM 2011).
  /// - Parameter radius: standard deviation in pixels.
  package func blurred(radius: Double) -> RGBPicture {
    precondition(radius >= 0 && radius.isFinite, "radius")
    let box = BoxFilter(deviation: Float(radius))
    guard box.whole < BoxFilter.unit, !pixels.isEmpty else { return self }
    var samples = pixels
    var other = pixels
    for (outer, length, inner) in [(height, width, 3), (1, height, width * 3)] {
      var sums = [UInt32](repeating: 0, count: inner)
      for _ in 0..<BoxFilter.passes {
        kn_box_blur(outer, length, inner, box.radius, box.whole, box.part, samples, &other, &sums)
        swap(&samples, &other)
      }
    }
    return RGBPicture(height: height, width: width, pixels: samples)
  }
}

/// A box with fractional ends; three of them in a row have the variance of the Gaussian. In single
/// precision, where Pillow rounds.
private struct BoxFilter {
  static let passes = 3
  /// The weights of one box sum to this.
  static let unit: UInt32 = 1 << 24

  /// Samples of full weight on either side of the middle one.
  let radius: Int
  /// Weight of each of those, and of the one beyond on either side.
  let whole: UInt32
  let part: UInt32

  init(deviation: Float) {
    let variance = deviation * deviation / Float(Self.passes)
    let length = Float((12 * Double(variance) + 1).squareRoot())
    let integer = ((length - 1) / 2).rounded(.down)
    let fraction =
      (2 * integer + 1) * (integer * (integer + 1) - 3 * variance)
      / (6 * (variance - (integer + 1) * (integer + 1)))
    let extended = integer + fraction
    radius = Int(extended)
    whole = UInt32(Float(Self.unit) / (extended * 2 + 1))
    part = (Self.unit - UInt32(radius * 2 + 1) * whole) / 2
  }
}
