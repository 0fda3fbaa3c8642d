internal import CGDAL
internal import GDAL
internal import Support
internal import Synchronization

/// Percentiles of the bands of a scene over all of its pixels that hold something.
///
/// Exact for samples of 8 and 16 bits; of others to 1/65,536 of the range from the lowest to the highest.
package enum ScenePercentiles {
  private static let cells = 65_536
  /// Rows that are read at a time.
  private static let stripRows = 256

  /// - Parameters: percentiles from 0 to 100.
  /// - Returns: for each band what its samples mean there.
  /// - Throws: `Failure` (EX_DATAERR) where a band has no pixels.
  package static func of(_ scene: Scene, _ low: Double, _ high: Double) throws -> [SIMD2<Double>] {
    try scene.bands.map { band in
      let strips = Self.strips(of: scene.mosaics[band.mosaic], place: band.place)
      let isExact = ["Byte", "UInt16", "Int16"].contains(scene.type)
      var range: SIMD2<Double> = scene.type == "Int16" ? SIMD2(-32768, 32767) : SIMD2(0, 65535)
      if !isExact { range = try extremes(strips) }
      let counts = try histogram(strips, range)
      guard counts.contains(where: { $0 > 0 }), range.x <= range.y else {
        throw Failure.data(scene.name, "has no valid pixels in band \(band.name)")
      }
      let step = (range.y - range.x) / Double(cells - 1)
      let marks = [low, high].map { range.x + Double(rank($0, counts)) * step }
      return SIMD2(marks[0], marks[1]) * band.source.scale + band.source.offset
    }
  }

  /// A piece of a band of a raster.
  private struct Strip {
    let file: RasterFile
    let band: Int
    let rows: Range<Int>

    /// The samples that hold something.
    func forEach(_ body: (Double) -> Void) throws {
      let open = try RasterDataset(opening: file.location, name: file.name).view(file, bands: [band])
      let pixels = try ValidPixels(open, band: 1, columns: 0..<file.width, rows: rows, name: file.name)
      pixels.forEach(body)
    }
  }

  private static func strips(of mosaic: RasterMosaic, place: Int) -> [Strip] {
    mosaic.files.flatMap { file in
      stride(from: 0, to: file.height, by: stripRows).map {
        Strip(file: file, band: mosaic.bands[place], rows: $0..<min(file.height, $0 + stripRows))
      }
    }
  }

  private static func extremes(_ strips: [Strip]) throws -> SIMD2<Double> {
    let range = Lock(SIMD2(Double.infinity, -.infinity))
    try Parallel.tryForEach(strips.count) { index in
      var piece = SIMD2(Double.infinity, -.infinity)
      try strips[index].forEach { piece = SIMD2(min(piece.x, $0), max(piece.y, $0)) }
      let found = piece
      range.withLock { $0 = SIMD2(min($0.x, found.x), max($0.y, found.y)) }
    }
    return range.withLock { $0 }
  }

  private static func histogram(_ strips: [Strip], _ range: SIMD2<Double>) throws -> [Int] {
    let counts = Lock([Int](repeating: 0, count: cells))
    let factor = range.y > range.x ? Double(cells - 1) / (range.y - range.x) : 0
    try Parallel.tryForEach(strips.count) { index in
      var piece = [Int](repeating: 0, count: cells)
      try strips[index].forEach { piece[Int((($0 - range.x) * factor).rounded())] += 1 }
      let found = piece
      counts.withLock { for (cell, count) in found.enumerated() where count > 0 { $0[cell] += count } }
    }
    return counts.withLock { $0 }
  }

  /// The cell of the value that has as many below it as the percentile says (the nearest rank).
  private static func rank(_ percentile: Double, _ counts: [Int]) -> Int {
    let wanted = (percentile / 100 * Double(counts.reduce(0, +) - 1)).rounded()
    var seen = 0
    for (cell, count) in counts.enumerated() {
      seen += count
      if Double(seen) > wanted { return cell }
    }
    return counts.count - 1
  }
}
