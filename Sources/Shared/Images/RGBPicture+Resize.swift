internal import CKernels

extension RGBPicture {
  /// The picture resampled with the antialiased triangle filter, to the byte as Pillow's
  /// `Image.resize((width, height), BILINEAR)`: two passes of 22-bit weights, each rounded to 8 bits.
  ///
  /// The order of the passes is Pillow 13's; older versions always begin with the width, which gives
  /// other roundings where the height shrinks by more than twice as many pixels as the width.
  /// - Precondition: all extents are positive.
  package func resized(height newHeight: Int, width newWidth: Int) -> RGBPicture {
    precondition(newHeight > 0 && newWidth > 0 && height > 0 && width > 0, "extent")
    let heightFirst = newHeight < height && height - newHeight > 2 * (width - newWidth)
    return heightFirst
      ? resampled(height: newHeight).resampled(width: newWidth)
      : resampled(width: newWidth).resampled(height: newHeight)
  }

  private func resampled(width newWidth: Int) -> RGBPicture {
    guard newWidth != width else { return self }
    let filter = TriangleFilter(width, newWidth)
    let count = height * newWidth * 3
    let result = [UInt8](unsafeUninitializedCapacity: count) { target, initialized in
      kn_resample_columns(
        height, width, newWidth, filter.taps, filter.first, filter.count, filter.weights, pixels,
        target.baseAddress)
      initialized = count
    }
    return RGBPicture(height: height, width: newWidth, pixels: result)
  }

  private func resampled(height newHeight: Int) -> RGBPicture {
    guard newHeight != height else { return self }
    let filter = TriangleFilter(height, newHeight)
    let count = newHeight * width * 3
    var sums = [Int32](repeating: 0, count: width * 3)
    let result = [UInt8](unsafeUninitializedCapacity: count) { target, initialized in
      kn_resample_rows(
        width * 3, newHeight, filter.taps, filter.first, filter.count, filter.weights, pixels,
        target.baseAddress, &sums)
      initialized = count
    }
    return RGBPicture(height: newHeight, width: width, pixels: result)
  }
}

/// Weights of the triangle filter along one axis. When shrinking, the triangle is as wide as two new
/// pixels, so that every old pixel counts.
private struct TriangleFilter {
  /// Room for weights a new pixel.
  let taps: Int
  /// First old pixel under each new one, and how many.
  var first: [Int32] = []
  var count: [Int32] = []
  /// newLength × taps, in units of 2^-22.
  var weights: [Int32]

  init(_ length: Int, _ newLength: Int) {
    let scale = Double(length) / Double(newLength)
    let support = max(scale, 1)
    taps = Int(support.rounded(.up)) * 2 + 1
    weights = [Int32](repeating: 0, count: newLength * taps)
    for index in 0..<newLength {
      let centre = (Double(index) + 0.5) * scale
      let start = max(0, Int(centre - support + 0.5))
      let end = min(length, Int(centre + support + 0.5))
      // Multiplying by the reciprocal is what Pillow does; dividing would round other weights.
      let values = (start..<end).map {
        max(0, 1 - abs((Double($0) - centre + 0.5) * (1 / support)))
      }
      let total = values.reduce(0, +)
      for (tap, value) in values.enumerated() {
        weights[index * taps + tap] = Int32(0.5 + value / total * Double(1 << KN_WEIGHT_BITS))
      }
      first.append(Int32(start))
      count.append(Int32(end - start))
    }
  }
}
