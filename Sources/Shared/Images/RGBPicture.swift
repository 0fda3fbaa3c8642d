/// An 8-bit RGB picture: `pixels[(row * width + column) * 3 + channel]`.
package struct RGBPicture: Equatable, Sendable {
  package let height: Int
  package let width: Int
  /// height × width × 3 samples, row-major.
  package var pixels: [UInt8]

  /// - Precondition: `pixels` holds height × width × 3 samples.
  package init(height: Int, width: Int, pixels: [UInt8]) {
    precondition(height >= 0 && width >= 0 && pixels.count == height * width * 3, "sample count")
    self.height = height
    self.width = width
    self.pixels = pixels
  }

  /// A picture of one colour.
  package init(height: Int, width: Int, red: UInt8 = 0, green: UInt8 = 0, blue: UInt8 = 0) {
    var pixels = [UInt8](repeating: red, count: height * width * 3)
    if green != red || blue != red {
      for index in stride(from: 0, to: pixels.count, by: 3) {
        pixels[index + 1] = green
        pixels[index + 2] = blue
      }
    }
    self.init(height: height, width: width, pixels: pixels)
  }

  /// The sample of a channel (0 red, 1 green, 2 blue).
  package subscript(row: Int, column: Int, channel: Int) -> UInt8 {
    get { pixels[(row * width + column) * 3 + channel] }
    set { pixels[(row * width + column) * 3 + channel] = newValue }
  }
}
