/// The patches under a convolution's kernel as rows of a matrix (im2col), and its adjoint.
struct Unfolding {
  let shape: ConvolutionShape
  let height: Int
  let width: Int

  var outputWidth: Int { shape.output(width) }

  /// Writes the patches of output rows `rows` of one image [height, width, channels] to
  /// `patches` [rows × output width, kernel × kernel × channels].
  func unfold(_ image: UnsafePointer<Float>, rows: Range<Int>, into patches: UnsafeMutablePointer<Float>) {
    forEachRun(rows) { patch, pixels, count, leading in
      let run = patches + patch
      let length = shape.kernel * shape.inputChannels
      guard let pixels else { return run.update(repeating: 0, count: length) }
      run.update(repeating: 0, count: leading)
      (run + leading).update(from: image + pixels, count: count)
      (run + leading + count).update(repeating: 0, count: length - leading - count)
    }
  }

  /// Adds the patches back to the pixels that they came from.
  package func fold(
    _ patches: UnsafePointer<Float>, rows: Range<Int>, into image: UnsafeMutablePointer<Float>
  ) {
    forEachRun(rows) { patch, pixels, count, leading in
      guard let pixels else { return }
      for index in 0..<count { image[pixels + index] += patches[patch + leading + index] }
    }
  }

  /// Calls `body` for each kernel row of each patch: its offset in the matrix, the offset of its first
  /// pixel inside the image (nil where it lies outside), how many values lie inside, how many before them do not.
  private func forEachRun(_ rows: Range<Int>, _ body: (Int, Int?, Int, Int) -> Void) {
    let channels = shape.inputChannels
    var patch = 0
    for outputY in rows {
      for outputX in 0..<outputWidth {
        let left = outputX * shape.stride - shape.padding
        let first = max(left, 0)
        let count = max(0, min(left + shape.kernel, width) - first)
        for tap in 0..<shape.kernel {
          let y = outputY * shape.stride - shape.padding + tap
          let inside = y >= 0 && y < height && count > 0
          body(
            patch, inside ? (y * width + first) * channels : nil, count * channels, (first - left) * channels)
          patch += shape.kernel * channels
        }
      }
    }
  }
}
