internal import Schemas

extension RGBPicture {
  /// Every sample times `factor`, to the byte as Pillow's `ImageEnhance.Brightness(image).enhance(factor)`.
  /// - Parameter factor: 0 is black, 1 no change.
  package func brightened(by factor: Double) -> RGBPicture { blended(from: 0, by: factor) }

  /// Away from or towards the mean of the grey picture, as Pillow's `ImageEnhance.Contrast(image).enhance(factor)`.
  /// - Parameter factor: 0 is one grey, 1 no change.
  package func contrasted(by factor: Double) -> RGBPicture {
    let greys = self.greys
    guard !greys.isEmpty else { return self }
    let mean = Double(greys.reduce(0) { $0 + Int($1) }) / Double(greys.count)
    return blended(from: UInt8(mean + 0.5), by: factor)
  }

  /// Away from or towards the grey picture, as Pillow's `ImageEnhance.Color(image).enhance(factor)`.
  /// - Parameter factor: 0 is grey, 1 no change.
  package func saturated(by factor: Double) -> RGBPicture {
    var result = self
    for (pixel, grey) in greys.enumerated() {
      for index in (3 * pixel)..<(3 * pixel + 3) {
        result.pixels[index] = Self.blend(grey, pixels[index], Float(factor))
      }
    }
    return result
  }

  /// Another sample for each, by a table of 256 for red, green and blue.
  mutating func replaceSamples(by tables: [[UInt8]]) {
    pixels.withUnsafeMutableBufferPointer { SampleTables(tables).apply(to: $0) }
  }

  /// Luma after ITU-R 601-2 in 16 bits, as Pillow's `convert("L")`: a byte a pixel.
  private var greys: [UInt8] {
    stride(from: 0, to: pixels.count, by: 3).map { index in
      let (red, green, blue) = (Int(pixels[index]), Int(pixels[index + 1]), Int(pixels[index + 2]))
      return UInt8((19595 * red + 38470 * green + 7471 * blue + 0x8000) >> 16)
    }
  }

  private func blended(from origin: UInt8, by factor: Double) -> RGBPicture {
    let table = (0..<256).map { Self.blend(origin, UInt8($0), Float(factor)) }
    return RGBPicture(height: height, width: width, pixels: pixels.map { table[Int($0)] })
  }

  /// origin + factor · (sample − origin), truncated and kept within a byte, as Pillow's `Image.blend`.
  private static func blend(_ origin: UInt8, _ sample: UInt8, _ factor: Float) -> UInt8 {
    let value = Float(origin) + factor * (Float(sample) - Float(origin))
    return UInt8(min(255, max(0, value)))
  }
}
