internal import Numerics
internal import Support

/// Every pixel twice in either direction, as `torch.nn.Upsample(scale_factor=2)`.
enum NearestUpsampling {
  /// x [n, h, w, c] → output [n, 2h, 2w, c]
  static func forward(_ x: Tensor, into output: Tensor) {
    let (height, width, channels) = (x.shape[1], x.shape[2], x.shape[3])
    let pointers = Unchecked((x: x.pointer, output: output.pointer))
    let row = width * channels
    Parallel.forEach(x.shape[0] * height) { index in
      let source = pointers.value.x + index * row
      let target = pointers.value.output + index * 4 * row
      for column in 0..<width {
        for copy in 0..<2 {
          (target + (2 * column + copy) * channels).update(from: source + column * channels, count: channels)
        }
      }
      (target + 2 * row).update(from: target, count: 2 * row)
    }
  }

  /// gradient [n, 2h, 2w, c] → inputGradient [n, h, w, c], the sum over the four copies.
  static func backward(_ gradient: Tensor, into inputGradient: Tensor) {
    let (height, width, channels) = (inputGradient.shape[1], inputGradient.shape[2], inputGradient.shape[3])
    let pointers = Unchecked((gradient: gradient.pointer, result: inputGradient.pointer))
    let row = width * channels
    Parallel.forEach(inputGradient.shape[0] * height) { index in
      let upper = pointers.value.gradient + index * 4 * row
      let lower = upper + 2 * row
      let target = pointers.value.result + index * row
      for column in 0..<width {
        let (left, right) = (2 * column * channels, (2 * column + 1) * channels)
        for channel in 0..<channels {
          target[column * channels + channel] =
            (upper[left + channel] + upper[right + channel])
            + (lower[left + channel] + lower[right + channel])
        }
      }
    }
  }
}
