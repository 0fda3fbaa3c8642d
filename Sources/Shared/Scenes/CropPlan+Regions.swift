package import GDAL
package import Geography
internal import Support
internal import Synchronization

extension CropPlan {
  /// The most squares that may cover a region.
  private static let mostViews = 65_536

  /// Windows around the points of regions.
  /// - Parameter points: longitude and latitude of each.
  package init(_ shape: Shape, around points: [SIMD2<Double>], in crs: SpatialReference, scene: Scene) throws
  {
    switch shape {
    case .square(let metres): try self.init(squares: metres, around: points, in: crs)
    case .pixels(let count): try self.init(pixels: count, around: points, of: scene.first)
    case .bounds, .cover:
      throw Failure.usage("points have no extent: --bounds and --cover need the polygons of --regions")
    }
  }

  /// Windows of polygons.
  /// - Parameters:
  ///   - margin: metres that are added on each side of a polygon's bounding square.
  /// - Throws: `Failure` (EX_DATAERR) naming the region that is too large, or beyond the map.
  package init(
    _ shape: Shape, of regions: PolygonLayer, in crs: SpatialReference, scene: Scene, margin: Double = 0
  ) throws {
    switch shape {
    case .square, .pixels:
      try self.init(shape, around: Self.poles(of: regions.shapes), in: crs, scene: scene)
    case .bounds:
      let ground = try GroundScale(of: crs)
      let transform = try CoordinateTransform(from: .wgs84(), to: crs)
      let windows = try regions.shapes.indices.map { region in
        let box = try Self.box(of: regions, region, transform)
        let around = try ground.sides(2 * margin, at: regions.centres[region])
        let size = box.high - box.low
        // A square on the ground, whatever the units of the map are.
        let unit = try ground.sides(1, at: regions.centres[region])
        let side = max(size.x / unit.x, size.y / unit.y) * unit + around
        let middle = (box.low + box.high) / 2
        return CropWindow(region: region, box: Box(low: middle - side / 2, high: middle + side / 2))
      }
      self.init(crs: crs, windows: windows)
    case .cover(let metres): try self.init(covers: metres, of: regions, in: crs)
    }
  }

  private init(squares metres: Double, around points: [SIMD2<Double>], in crs: SpatialReference) throws {
    let ground = try GroundScale(of: crs)
    let middles = try CoordinateTransform(from: .wgs84(), to: crs)(points)
    let windows = try points.indices.map { region in
      let half = try ground.sides(metres, at: points[region]) / 2
      return CropWindow(region: region, box: Box(low: middles[region] - half, high: middles[region] + half))
    }
    self.init(crs: crs, windows: windows)
  }

  /// Whole pixels of a raster, those around a point: as many to each side, to half a pixel.
  private init(pixels count: Int, around points: [SIMD2<Double>], of file: RasterFile) throws {
    guard let g = file.geotransform, g[2] == 0, g[4] == 0 else {
      throw Failure.usage("\(file.name) does not lie along the axes of its map, so --pixels cannot cut it")
    }
    let middles = try CoordinateTransform(from: .wgs84(), to: file.crs)(points)
    let windows = middles.enumerated().map { region, middle in
      let column = ((middle.x - g[0]) / g[1]).rounded(.toNearestOrEven) - Double(count / 2)
      let row = ((middle.y - g[3]) / g[5]).rounded(.toNearestOrEven) - Double(count / 2)
      let a = SIMD2(g[0] + column * g[1], g[3] + row * g[5])
      let b = SIMD2(g[0] + (column + Double(count)) * g[1], g[3] + (row + Double(count)) * g[5])
      return CropWindow(region: region, box: Box(low: pointwiseMin(a, b), high: pointwiseMax(a, b)))
    }
    self.init(crs: file.crs, windows: windows)
  }

  private init(covers metres: Double, of regions: PolygonLayer, in crs: SpatialReference) throws {
    let ground = try GroundScale(of: crs)
    let transform = try CoordinateTransform(from: .wgs84(), to: crs)
    var windows: [CropWindow] = []
    for (region, shape) in regions.shapes.enumerated() {
      let box = try Self.box(of: regions, region, transform)
      let side = try ground.sides(metres, at: regions.centres[region])
      let columns = max(1, Int(((box.high.x - box.low.x) / side.x).rounded(.up)))
      let rows = max(1, Int(((box.high.y - box.low.y) / side.y).rounded(.up)))
      guard columns <= Self.mostViews, rows <= Self.mostViews, columns * rows <= Self.mostViews else {
        throw Failure.data(
          nil,
          "region '\(regions.ids[region])' needs more than \(Self.mostViews) squares of \(metres) m; --cover is in metres"
        )
      }
      let middle = (box.low + box.high) / 2
      let corner = SIMD2(middle.x - side.x * Double(columns) / 2, middle.y + side.y * Double(rows) / 2)
      let coverage = CellCoverage(
        shape.mapPoints(together: transform.callAsFunction).mapPoints {
          SIMD2(($0.x - corner.x) / side.x, (corner.y - $0.y) / side.y)
        })
      let shares = coverage.shares(columns: 0..<columns, rows: 0..<rows)
      for (cell, share) in shares.enumerated() where share > 1e-9 {
        let (row, column) = (cell / columns, cell % columns)
        let low = SIMD2(corner.x + side.x * Double(column), corner.y - side.y * Double(row + 1))
        windows.append(
          CropWindow(region: region, box: Box(low: low, high: low + side), share: share / coverage.area))
      }
    }
    self.init(crs: crs, windows: windows)
  }

  /// The box around a region on the map.
  private static func box(of regions: PolygonLayer, _ region: Int, _ transform: CoordinateTransform) throws
    -> Box
  {
    let shape = regions.shapes[region].mapPoints(together: transform.callAsFunction)
    guard shape.rings.allSatisfy({ $0.points.allSatisfy { $0.x.isFinite && $0.y.isFinite } }) else {
      throw Failure.data(
        nil, "region '\(regions.ids[region])' is beyond the coordinate reference system of the windows")
    }
    return shape.box
  }

  /// The points of inaccessibility of polygons.
  package static func poles(of shapes: [PolygonShape]) throws -> [SIMD2<Double>] {
    let poles = Lock([SIMD2<Double>](repeating: .zero, count: shapes.count))
    try Parallel.tryForEach((shapes.count + 63) / 64) { shard in
      let range = (shard * 64)..<min(shapes.count, shard * 64 + 64)
      let piece = try GEOSContext.with { geos in try range.map { try shapes[$0].poleOfInaccessibility(geos) }
      }
      poles.withLock { $0.replaceSubrange(range, with: piece) }
    }
    return poles.withLock { $0 }
  }
}
