internal import GDAL
internal import Geography
internal import Support

/// The pixels of a raster as a grid that polygons are laid on.
struct PixelGrid {
  let columns: Int
  let rows: Int
  private let geotransform: [Double]
  private let transform: CoordinateTransform
  private let isGeographic: Bool

  /// - Throws: `Failure` (EX_DATAERR) where the raster has no grid of its own.
  init(_ file: RasterFile) throws {
    guard let geotransform = file.geotransform else {
      throw Failure.data(
        file.name,
        "is placed by control points alone; gdalwarp gives it a grid, which statistics of polygons need")
    }
    self.geotransform = geotransform
    columns = file.width
    rows = file.height
    transform = try CoordinateTransform(from: .wgs84(), to: file.crs)
    isGeographic = file.crs.isGeographic
  }

  /// A polygon in degrees, in columns and rows from the raster's first corner.
  func coverage(of shape: PolygonShape) throws -> CellCoverage {
    var onMap = shape.mapPoints(together: transform.callAsFunction)
    guard onMap.rings.allSatisfy({ $0.points.allSatisfy { $0.x.isFinite && $0.y.isFinite } }) else {
      throw Failure.data(nil, "is beyond the coordinate reference system of the raster")
    }
    let g = geotransform
    if isGeographic {
      // The turn on which the raster lies: 0 to 360, or across the antimeridian.
      let middle = g[0] + Double(columns) / 2 * g[1] + Double(rows) / 2 * g[2]
      let box = onMap.box
      let turns = (((box.low.x + box.high.x) / 2 - middle) / 360).rounded()
      if turns != 0 { onMap = onMap.mapPoints { SIMD2($0.x - 360 * turns, $0.y) } }
    }
    let determinant = g[1] * g[5] - g[2] * g[4]
    return CellCoverage(
      onMap.mapPoints { point in
        let (x, y) = (point.x - g[0], point.y - g[3])
        return SIMD2((x * g[5] - y * g[2]) / determinant, (y * g[1] - x * g[4]) / determinant)
      })
  }

  /// The place of some columns and rows on the map; nil where the grid is turned.
  func window(_ columns: Range<Int>, _ rows: Range<Int>) -> CropWindow? {
    let g = geotransform
    guard g[2] == 0, g[4] == 0 else { return nil }
    let a = SIMD2(g[0] + Double(columns.lowerBound) * g[1], g[3] + Double(rows.lowerBound) * g[5])
    let b = SIMD2(g[0] + Double(columns.upperBound) * g[1], g[3] + Double(rows.upperBound) * g[5])
    return CropWindow(region: 0, box: Box(low: pointwiseMin(a, b), high: pointwiseMax(a, b)))
  }

  /// Whether the first row lies in the south.
  var beginsInTheSouth: Bool { geotransform[5] > 0 }
  /// Whether the first column lies in the east.
  var beginsInTheEast: Bool { geotransform[1] < 0 }
}
