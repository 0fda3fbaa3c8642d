internal import CGDAL
internal import GDAL
internal import Geography
internal import Support

/// Where a raster lies in another coordinate reference system, to tell which windows it reaches.
struct Footprint: Sendable {
  /// nil where the raster has no image there: it may reach anywhere.
  private let box: Box?
  private let file: RasterFile

  init(_ file: RasterFile, in crs: SpatialReference) throws {
    self.file = file
    box = try Self.box(of: file, in: crs)
  }

  /// Whether a window may show some of it.
  func reaches(_ window: CropWindow) -> Bool {
    guard let box else { return true }
    // Resampling looks a few pixels beyond a window, and the outline of a raster bends.
    let margin = 0.02 * max(box.high.x - box.low.x, box.high.y - box.low.y)
    return box.expanded(by: margin).gap(to: window.box) <= 0
  }

  private static func box(of file: RasterFile, in crs: SpatialReference) throws -> Box? {
    guard let g = file.geotransform else { return nil }
    let steps = 16
    var outline: [SIMD2<Double>] = []
    for step in 0...steps {
      let t = Double(step) / Double(steps)
      let (x, y) = (t * Double(file.width), t * Double(file.height))
      outline += [SIMD2(x, 0), SIMD2(x, Double(file.height)), SIMD2(0, y), SIMD2(Double(file.width), y)]
    }
    let placed = outline.map { p in
      SIMD2(g[0] + p.x * g[1] + p.y * g[2], g[3] + p.x * g[4] + p.y * g[5])
    }
    let moved = try CoordinateTransform(from: file.crs, to: crs)(placed)
    var box = Box.empty
    for point in moved {
      guard point.x.isFinite, point.y.isFinite else { return nil }
      box.extend(to: point)
    }
    // A hemisphere or the antimeridian: the outline says nothing of what lies within.
    if file.crs.isGeographic, (placed.map(\.x).max() ?? 0) - (placed.map(\.x).min() ?? 0) > 90 { return nil }
    if crs.isGeographic, box.high.x - box.low.x > 180 { return nil }
    return box
  }

  /// Whether the raster has pixels everywhere in a window, with some around.
  func covers(_ window: CropWindow, _ transform: CoordinateTransform) -> Bool {
    guard let g = file.geotransform else { return false }
    let determinant = g[1] * g[5] - g[2] * g[4]
    var edge: [SIMD2<Double>] = []
    let (low, high) = (window.box.low, window.box.high)
    for step in 0...8 {
      let t = Double(step) / 8
      let p = low + (high - low) * t
      edge += [SIMD2(p.x, low.y), SIMD2(p.x, high.y), SIMD2(low.x, p.y), SIMD2(high.x, p.y)]
    }
    return transform(edge).allSatisfy { p in
      let (x, y) = (p.x - g[0], p.y - g[3])
      let column = (x * g[5] - y * g[2]) / determinant
      let row = (y * g[1] - x * g[4]) / determinant
      return column >= 2 && row >= 2 && column <= Double(file.width) - 2 && row <= Double(file.height) - 2
    }
  }
}
