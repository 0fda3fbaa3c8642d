/// A rectangle of an NHWC image that may reach over its edges, copied with zeros there.
struct PaddedWindow {
  let rows: Range<Int>
  let columns: Range<Int>

  /// Copies from `image` [height, width, channels] to `window` [rows, columns, channels].
  func copy(
    _ image: UnsafePointer<Float>, height: Int, width: Int, channels: Int,
    into window: UnsafeMutablePointer<Float>
  ) {
    let inside = columns.clamped(to: 0..<width)
    let length = columns.count * channels
    for (index, row) in rows.enumerated() {
      let target = window + index * length
      guard row >= 0, row < height, !inside.isEmpty else {
        target.update(repeating: 0, count: length)
        continue
      }
      let (before, count) = ((inside.lowerBound - columns.lowerBound) * channels, inside.count * channels)
      target.update(repeating: 0, count: before)
      (target + before).update(from: image + (row * width + inside.lowerBound) * channels, count: count)
      (target + before + count).update(repeating: 0, count: length - before - count)
    }
  }
}
