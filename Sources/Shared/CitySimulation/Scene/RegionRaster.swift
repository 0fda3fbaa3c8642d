internal import Foundation
internal import Geography

/// Which region every pixel of a map lies in.
struct RegionRaster: Sendable {
  let width: Int
  let height: Int
  /// Side of a pixel in metres.
  let pixel: Double
  /// Easting and northing of the upper left corner, in whole pixels.
  let corner: SIMD2<Double>
  /// [row, column], −1 outside every region.
  private var owners: [Int32]

  /// - Parameter margin: metres around the regions.
  init(_ city: City, pixel: Double, margin: Double) {
    let points = city.regions.flatMap { $0.polygon.parts.flatMap { $0.flatMap { $0.map(\.metres) } } }
    let low = points.reduce(SIMD2(repeating: .infinity)) { pointwiseMin($0, $1) } - margin
    let high = points.reduce(SIMD2(repeating: -.infinity)) { pointwiseMax($0, $1) } + margin
    let first = (low / pixel).rounded(.down)
    let last = (high / pixel).rounded(.up)
    self.pixel = pixel
    width = Int(last.x - first.x)
    height = Int(last.y - first.y)
    corner = SIMD2(first.x, last.y) * pixel
    owners = [Int32](repeating: -1, count: width * height)
    for (index, region) in city.regions.enumerated() { fill(Int32(index), region.polygon) }
  }

  /// Marks the pixels whose middles lie inside: between an odd and an even crossing of their row.
  private mutating func fill(_ owner: Int32, _ polygon: CityPolygon) {
    let rings = polygon.parts.joined().map { $0.map { ($0.metres - corner) / SIMD2(pixel, -pixel) } }
    let ys = rings.joined().map(\.y)
    let first = max(0, Int((ys.min() ?? 0).rounded(.down)))
    let last = min(height, Int((ys.max() ?? 0).rounded(.up)))
    for row in first..<max(first, last) {
      let y = Double(row) + 0.5
      var crossings: [Double] = []
      for ring in rings {
        for (index, a) in ring.enumerated() {
          let b = ring[(index + 1) % ring.count]
          if (a.y <= y) != (b.y <= y) { crossings.append(a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x)) }
        }
      }
      crossings.sort()
      for pair in stride(from: 0, to: crossings.count - 1, by: 2) {
        let from = max(0, Int((crossings[pair] - 0.5).rounded(.up)))
        let to = min(width, Int((crossings[pair + 1] - 0.5).rounded(.up)))
        for column in from..<max(from, to) { owners[row * width + column] = owner }
      }
    }
  }

  /// The region of a pixel; nil outside all.
  func region(column: Int, row: Int) -> Int? {
    let owner = owners[row * width + column]
    return owner < 0 ? nil : Int(owner)
  }

  /// The middle of a pixel in metres.
  func middle(column: Int, row: Int) -> SIMD2<Double> {
    corner + SIMD2(Double(column) + 0.5, -(Double(row) + 0.5)) * pixel
  }
}
