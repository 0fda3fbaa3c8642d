/// How a stored picture must be turned to stand upright: the EXIF tag Orientation (CIPA DC-008, 0x0112),
/// named by what is done to it.
package enum Orientation: Int, Sendable, CaseIterable {
  case upright = 1
  case mirror, rotate180, flip, transpose, rotate90Clockwise, transverse, rotate90Counterclockwise
}

extension Orientation {
  private static let tag = 0x0112

  /// Reads the tag from the first directory of a TIFF stream; nil where it is absent or malformed.
  init?(exif bytes: UnsafeRawBufferPointer) {
    func number(_ offset: Int, _ count: Int) -> Int? {
      guard offset >= 0, offset <= bytes.count - count else { return nil }
      return (0..<count).reduce(0) { $0 << 8 | Int(bytes[offset + (little ? count - 1 - $1 : $1)]) }
    }
    guard bytes.count >= 8, bytes[0] == bytes[1], bytes[0] == 0x49 || bytes[0] == 0x4D else { return nil }
    let little = bytes[0] == 0x49
    guard number(2, 2) == 42, let directory = number(4, 4), let entries = number(directory, 2) else {
      return nil
    }
    for entry in 0..<entries {
      let offset = directory + 2 + 12 * entry
      guard let found = number(offset, 2) else { return nil }
      guard found == Self.tag else { continue }
      // SHORT, one value, in the first two bytes of the value field.
      guard number(offset + 2, 2) == 3, number(offset + 4, 4) == 1, let value = number(offset + 8, 2) else {
        return nil
      }
      self.init(rawValue: value)
      return
    }
    return nil
  }

  /// Whether height and width change places.
  var swapsAxes: Bool { rawValue >= 5 }
}

extension RGBPicture {
  /// The picture mirrored or turned.
  package func transposed(_ orientation: Orientation) -> RGBPicture {
    if orientation == .upright { return self }
    let newHeight = orientation.swapsAxes ? width : height
    let newWidth = orientation.swapsAxes ? height : width
    // Where the new picture's first sample lies in the old one, and the steps along its rows and columns.
    let (last, row) = (pixels.count - 3, width * 3)
    let (start, down, right): (Int, Int, Int) =
      switch orientation {
      case .upright: (0, row, 3)
      case .mirror: (row - 3, row, -3)
      case .rotate180: (last, -row, -3)
      case .flip: (pixels.count - row, -row, 3)
      case .transpose: (0, 3, row)
      case .rotate90Clockwise: (pixels.count - row, 3, -row)
      case .transverse: (last, -3, -row)
      case .rotate90Counterclockwise: (row - 3, -3, row)
      }
    let samples = [UInt8](unsafeUninitializedCapacity: pixels.count) { target, count in
      pixels.withUnsafeBufferPointer { source in
        var to = 0
        for y in 0..<newHeight {
          var from = start + y * down
          for _ in 0..<newWidth {
            target[to] = source[from]
            target[to + 1] = source[from + 1]
            target[to + 2] = source[from + 2]
            to += 3
            from += right
          }
        }
      }
      count = pixels.count
    }
    return RGBPicture(height: newHeight, width: newWidth, pixels: samples)
  }
}
