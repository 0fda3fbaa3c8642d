/// A part of a picture, in pixels.
struct PictureWindow: Equatable, Sendable {
  var top: Int
  var left: Int
  var height: Int
  var width: Int
}

extension RGBPicture {
  /// A part of the picture.
  /// - Precondition: the window lies within the picture.
  func cropped(to window: PictureWindow) -> RGBPicture {
    precondition(
      window.top >= 0 && window.left >= 0 && window.top + window.height <= height
        && window.left + window.width <= width, "window")
    var part: [UInt8] = []
    part.reserveCapacity(window.height * window.width * 3)
    for row in window.top..<(window.top + window.height) {
      let first = (row * width + window.left) * 3
      part += pixels[first..<(first + window.width * 3)]
    }
    return RGBPicture(height: window.height, width: window.width, pixels: part)
  }
}
