internal import GDAL
package import Geography
internal import Support
internal import Synchronization

/// Statistics of the pixels inside polygons, each weighted by the share of it that lies inside.
package struct ZonalStatistics: Sendable {
  /// Pixels that are read at a time.
  private static let stripPixels = 1 << 18

  private let scene: Scene
  private let quality: QualityMask?
  private let statistics: [ZonalStatistic]
  /// The raster of each mosaic.
  private let rasters: [RasterFile]
  private let pool = RasterPool()

  /// - Throws: `Failure` (EX_DATAERR) where rasters of a mosaic do not lie on one grid.
  package init(_ scene: Scene, quality: QualityMask?, _ statistics: [ZonalStatistic]) throws {
    self.scene = scene
    self.quality = quality
    self.statistics = statistics
    rasters = try scene.mosaics.map { try $0.joined() }
  }

  /// Names of the features: those of the bands, each with all statistics.
  package var names: [String] { scene.bands.flatMap { band in statistics.map { "\(band.name)_\($0.name)" } } }

  /// What a polygon holds.
  package struct Row: Sendable {
    /// One for each of `names`; NaN where no pixel is valid.
    package let values: [Double]
    /// The share of the polygon's area that valid pixels of every band cover.
    package let shown: Double
  }

  /// The statistics of every polygon, in their order.
  /// - Throws: `Failure` (EX_DATAERR) naming the raster that cannot be read, or the region beyond its map.
  package func rows(of regions: PolygonLayer, done: @escaping @Sendable (Int) -> Void = { _ in }) throws
    -> [Row]
  {
    let order = Self.byPlace(regions)
    let rows = Lock([Row?](repeating: nil, count: order.count))
    // Neighbours one after another by one thread, so that blocks that are in memory serve again.
    let grain = 32
    try Parallel.tryForEach((order.count + grain - 1) / grain) { shard in
      let piece = order[(shard * grain)..<min(order.count, (shard + 1) * grain)]
      let grids = try rasters.map { try PixelGrid($0) }
      for region in piece {
        let row = try pool.with { open in
          try self.row(of: regions.shapes[region], "region '\(regions.ids[region])'", grids, open)
        }
        rows.withLock { $0[region] = row }
      }
      done(piece.count)
    }
    return rows.withLock { $0 }.compactMap { $0 }
  }

  /// Numbers of regions along rows of the map, an extent of a dozen regions high, to and fro.
  private static func byPlace(_ regions: PolygonLayer) -> [Int] {
    let box = regions.box
    let bands = max(1, (Double(regions.ids.count) / 12).squareRoot().rounded())
    let height = max(.leastNormalMagnitude, (box.high.y - box.low.y) / bands)
    return regions.ids.indices.map { region in
      let centre = regions.centres[region]
      let band = Int(((box.high.y - centre.y) / height).rounded(.down))
      return (band: band, x: band % 2 == 0 ? centre.x : -centre.x, region: region)
    }.sorted { ($0.band, $0.x, $0.region) < ($1.band, $1.x, $1.region) }.map(\.region)
  }

  private func row(of shape: PolygonShape, _ subject: String, _ grids: [PixelGrid], _ open: OpenRasters)
    throws -> Row
  {
    var values = [[Double]](repeating: [], count: scene.bands.count)
    var shown = 1.0
    for (index, grid) in grids.enumerated() {
      let coverage: CellCoverage
      do { coverage = try grid.coverage(of: shape) } catch let failure as Failure where failure.subject == nil
      {
        throw Failure.data(subject, failure.message)
      }
      let numbers = scene.bands.indices.filter { scene.bands[$0].mosaic == index }
      var bands = numbers.map { _ in BandInside(keepsAll: statistics.contains(where: \.needsOrder)) }
      try read(coverage, grid, index, numbers, into: &bands, open)
      for (place, number) in numbers.enumerated() {
        let source = scene.bands[number].source
        let usual = UsualNodata(rasters[index], band: source)
        for end in [bands[place].moments.lowest, bands[place].moments.highest] { try usual.check(end) }
        values[number] = bands[place].values(statistics, scale: source.scale, offset: source.offset)
        shown = min(shown, coverage.area > 0 ? bands[place].moments.weight / coverage.area : 0)
      }
    }
    return Row(values: values.flatMap { $0 }, shown: min(1, shown))
  }

  /// Reads the pixels that a polygon touches, some rows at a time.
  private func read(
    _ coverage: CellCoverage, _ grid: PixelGrid, _ mosaic: Int, _ numbers: [Int],
    into bands: inout [BandInside],
    _ open: OpenRasters
  ) throws {
    let file = rasters[mosaic]
    let (columns, rows) = coverage.window(columns: grid.columns, rows: grid.rows)
    guard !columns.isEmpty, !rows.isEmpty else { return }
    let dataset = try open.view(of: file, bands: scene.mosaics[mosaic].bands)
    let stripRows = max(1, Self.stripPixels / columns.count)
    for first in stride(from: rows.lowerBound, to: rows.upperBound, by: stripRows) {
      let strip = first..<min(rows.upperBound, first + stripRows)
      let shares = coverage.shares(columns: columns, rows: strip)
      var ground: [UInt8]?
      if let quality { ground = try quality.ground(columns, strip, of: grid, file, open) }
      for (place, number) in numbers.enumerated() {
        let pixels = try ValidPixels(
          dataset, band: scene.bands[number].place + 1, columns: columns, rows: strip, name: file.name)
        bands[place].add(pixels, shares, ground)
      }
    }
  }
}
