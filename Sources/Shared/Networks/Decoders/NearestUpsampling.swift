internal import Numerics
internal import Support

/// Every pixel twice in either direction, as `torch.nn.Upsample(scale_factor=2)`; the last row or column may be cut off.
enum NearestUpsampling {
  /// x [n, h, w, c] → output [n, 2h or 2h − 1, 2w or 2w − 1, c]
  static func forward(_ x: Tensor, into output: Tensor) {
    let (height, width, channels) = (x.shape[1], x.shape[2], x.shape[3])
    let (rows, columns) = (output.shape[1], output.shape[2])
    precondition((rows + 1) / 2 == height && (columns + 1) / 2 == width, "twice as large")
    let pointers = Unchecked((x: x.pointer, output: output.pointer))
    let row = columns * channels
    Parallel.forEach(x.shape[0] * height) { index in
      let (picture, line) = index.quotientAndRemainder(dividingBy: height)
      let source = pointers.value.x + index * width * channels
      let target = pointers.value.output + (picture * rows + 2 * line) * row
      for column in 0..<columns {
        (target + column * channels).update(from: source + column / 2 * channels, count: channels)
      }
      if 2 * line + 1 < rows { (target + row).update(from: target, count: row) }
    }
  }

  /// gradient [n, 2h or 2h − 1, 2w or 2w − 1, c] → inputGradient [n, h, w, c], the sum over the copies.
  static func backward(_ gradient: Tensor, into inputGradient: Tensor) {
    let (height, width, channels) = (inputGradient.shape[1], inputGradient.shape[2], inputGradient.shape[3])
    let (rows, columns) = (gradient.shape[1], gradient.shape[2])
    let pointers = Unchecked((gradient: gradient.pointer, result: inputGradient.pointer))
    let row = columns * channels
    Parallel.forEach(inputGradient.shape[0] * height) { index in
      let (picture, line) = index.quotientAndRemainder(dividingBy: height)
      let upper = pointers.value.gradient + (picture * rows + 2 * line) * row
      let hasLower = 2 * line + 1 < rows
      let target = pointers.value.result + index * width * channels
      for column in 0..<width {
        let (left, hasRight) = (2 * column * channels, 2 * column + 1 < columns)
        for channel in left..<(left + channels) {
          var sum = upper[channel]
          if hasRight { sum += upper[channel + channels] }
          if hasLower {
            var below = upper[channel + row]
            if hasRight { below += upper[channel + row + channels] }
            sum += below
          }
          target[column * channels + channel - left] = sum
        }
      }
    }
  }
}
