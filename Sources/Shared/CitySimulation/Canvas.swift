/// A square picture in the making, addressed in metres around its centre, x to the right, y up.
///
/// Shapes are blended over what is there with the fraction of the pixel they cover, estimated from the
/// signed distance of the pixel's centre to the shape's edge: sharp, but without stairs.
struct Canvas {
  /// Side in pixels.
  let size: Int
  /// Metres per pixel.
  let pixel: Float
  /// Red, green and blue, row by row from the top; 0 is black and 1 white.
  private(set) var pixels: [SIMD3<Float>]

  init(size: Int, metres: Float, colour: SIMD3<Float>) {
    self.size = size
    pixel = metres / Float(size)
    pixels = Array(repeating: colour, count: size * size)
  }

  /// Half the side in metres.
  var reach: Float { pixel * Float(size) / 2 }

  /// A rectangle around `centre` with half sides `half`, its x-axis along the unit vector `axis`.
  mutating func rectangle(
    _ centre: SIMD2<Float>, half: SIMD2<Float>, axis: SIMD2<Float>, _ colour: SIMD3<Float>, alpha: Float = 1
  ) {
    let box = SIMD2(
      abs(axis.x) * half.x + abs(axis.y) * half.y, abs(axis.y) * half.x + abs(axis.x) * half.y)
    blend(centre, box, colour, alpha) { p in
      let d = p - centre
      let u = abs(d.x * axis.x + d.y * axis.y)
      let v = abs(d.y * axis.x - d.x * axis.y)
      // The product is exact for edges along the pixels and tells rectangles thinner than one.
      return (half.x - u, half.y - v)
    }
  }

  mutating func disc(
    _ centre: SIMD2<Float>, radius: Float, _ colour: SIMD3<Float>, alpha: Float = 1
  ) {
    blend(centre, SIMD2(repeating: radius), colour, alpha) { p in
      let d = p - centre
      return (radius - (d.x * d.x + d.y * d.y).squareRoot(), .infinity)
    }
  }

  mutating func line(
    from p: SIMD2<Float>, to q: SIMD2<Float>, width: Float, _ colour: SIMD3<Float>, alpha: Float = 1
  ) {
    let along = q - p
    let length = (along.x * along.x + along.y * along.y).squareRoot()
    guard length > 0 else { return }
    rectangle((p + q) / 2, half: SIMD2(length / 2, width / 2), axis: along / length, colour, alpha: alpha)
  }

  /// Blends a colour over the whole picture where `inside`, a signed distance in metres, is positive.
  mutating func fill(_ colour: SIMD3<Float>, alpha: Float = 1, inside: (SIMD2<Float>) -> Float) {
    blend(.zero, SIMD2(repeating: reach), colour, alpha) { (inside($0), .infinity) }
  }

  /// Replaces every pixel by a function of its place and colour.
  mutating func map(_ transform: (SIMD2<Float>, SIMD3<Float>) -> SIMD3<Float>) {
    for row in 0..<size {
      for column in 0..<size {
        let index = row * size + column
        pixels[index] = transform(place(column, row), pixels[index])
      }
    }
  }

  /// The same picture with half as many pixels a side, each the mean of four.
  func halved() -> Canvas {
    var half = Canvas(size: size / 2, metres: 2 * reach, colour: .zero)
    for row in 0..<half.size {
      for column in 0..<half.size {
        let index = 2 * row * size + 2 * column
        half.pixels[row * half.size + column] =
          (pixels[index] + pixels[index + 1] + pixels[index + size] + pixels[index + size + 1]) / 4
      }
    }
    return half
  }

  /// The picture in 8 bits a channel, row by row.
  var bytes: [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 3 * pixels.count)
    for (index, pixel) in pixels.enumerated() {
      let value = (pixel.clamped(lowerBound: .zero, upperBound: .one) * 255).rounded(.toNearestOrEven)
      for channel in 0..<3 { bytes[3 * index + channel] = UInt8(value[channel]) }
    }
    return bytes
  }

  private func place(_ column: Int, _ row: Int) -> SIMD2<Float> {
    SIMD2(Float(column) + 0.5, Float(size - row) - 0.5) * pixel - reach
  }

  /// Blends within a box; `inside` gives two signed distances whose coverages multiply.
  private mutating func blend(
    _ centre: SIMD2<Float>, _ half: SIMD2<Float>, _ colour: SIMD3<Float>, _ alpha: Float,
    inside: (SIMD2<Float>) -> (Float, Float)
  ) {
    let scale = 1 / pixel
    let left = max(0, Int(((centre.x - half.x + reach) * scale - 1).rounded(.down)))
    let right = min(size - 1, Int(((centre.x + half.x + reach) * scale + 1).rounded(.up)))
    let top = max(0, Int(((reach - centre.y - half.y) * scale - 1).rounded(.down)))
    let bottom = min(size - 1, Int(((reach - centre.y + half.y) * scale + 1).rounded(.up)))
    guard left <= right, top <= bottom else { return }
    for row in top...bottom {
      for column in left...right {
        let (a, b) = inside(place(column, row))
        let coverage = min(max(a * scale + 0.5, 0), 1) * min(max(b * scale + 0.5, 0), 1) * alpha
        if coverage > 0 {
          let index = row * size + column
          pixels[index] += (colour - pixels[index]) * coverage
        }
      }
    }
  }
}
