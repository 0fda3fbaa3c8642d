internal import GDAL
internal import CGDAL
internal import Support

/// A band that says which pixels of a scene show the ground.
package struct QualityMask: Sendable {
  private let mosaic: RasterMosaic
  private let rule: QualityRule

  /// - Parameters:
  ///   - files: rasters side by side.
  ///   - band: number from 1.
  /// - Throws: `Failure` (EX_DATAERR) where there is no such band, or its values are no whole numbers.
  package init(_ files: [RasterFile], band: Int, rule: QualityRule) throws {
    guard (1...files[0].bands.count).contains(band) else {
      throw Failure.data(files[0].name, "has \(files[0].bands.count) bands, and no number \(band)")
    }
    mosaic = try RasterMosaic(files, bands: [band])
    guard files[0].bands[band - 1].isInteger else {
      throw Failure.data(files[0].name, "holds \(mosaic.type), where classes or bits are whole numbers")
    }
    self.rule = rule
  }

  package var files: [RasterFile] { mosaic.files }

  /// Takes out of a mask [y, x] what the nearest pixel of the band says is no ground, or what it does not reach.
  func narrow(
    _ mask: inout [UInt8], _ window: CropWindow, in crs: SpatialReference, width: Int, height: Int,
    from open: OpenRasters
  ) throws {
    let warped = try mosaic.warped(
      window, in: crs, width: width, height: height, resampling: .nearest,
      sources: Array(mosaic.files.indices),
      from: open)
    guard let warped else { return }
    try SceneCropper.narrow(&mask, to: warped, alpha: 2)
    let values: [Int32] = try warped.band(1)
    for index in mask.indices where mask[index] != 0 && !rule.accepts(Int(values[index])) { mask[index] = 0 }
  }

  /// Which pixels of a raster show the ground, [row, column], 0 where not.
  func ground(
    _ columns: Range<Int>, _ rows: Range<Int>, of grid: PixelGrid, _ file: RasterFile, _ open: OpenRasters
  ) throws -> [UInt8] {
    guard let window = grid.window(columns, rows) else {
      throw Failure.data(file.name, "is turned against its map, where --mask needs rows from west to east")
    }
    let (width, height) = (columns.count, rows.count)
    var mask = [UInt8](repeating: 1, count: width * height)
    try narrow(&mask, window, in: file.crs, width: width, height: height, from: open)
    if grid.beginsInTheSouth || grid.beginsInTheEast {
      let upright = mask
      for row in 0..<height {
        for column in 0..<width {
          let from = (grid.beginsInTheSouth ? height - 1 - row : row) * width
          mask[row * width + column] = upright[from + (grid.beginsInTheEast ? width - 1 - column : column)]
        }
      }
    }
    return mask
  }
}
