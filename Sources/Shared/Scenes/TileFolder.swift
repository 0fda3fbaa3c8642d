internal import CGDAL
internal import GDAL
internal import Foundation
package import Geography
internal import Support

/// A folder of map tiles, `z/x/y.png` or another format, in Web Mercator.
///
/// GDAL's own reader of such folders fills what is missing without a word, so the range is worked out here, and each
/// tile that is there placed in a virtual raster whose mask says where there is none.
package struct TileFolder: Sendable {
  private let path: String
  package let zoom: Int
  private let countsFromSouth: Bool

  /// Half the extent of Web Mercator in metres.
  private static let half = 20_037_508.342_789_244

  /// The raster, and the tiles around the regions that are not there.
  package struct Found: Sendable {
    package let raster: RasterFile
    package let missing: [String]
    package let present: Int
  }

  /// - Parameters:
  ///   - zoom: nil for the deepest that there is.
  ///   - countsFromSouth: whether y is counted as TMS does.
  /// - Throws: `Failure` (EX_DATAERR) where there are no such levels.
  package init(_ path: String, zoom: Int?, countsFromSouth: Bool) throws {
    let levels = Self.numbers(in: path).map(\.number)
    guard let deepest = levels.max() else {
      throw Failure.data(
        path, "is a directory without zoom levels, where a raster or a folder of z/x/y tiles is needed")
    }
    guard levels.contains(zoom ?? deepest), (0...30).contains(zoom ?? deepest) else {
      throw Failure.data(path, "has no zoom level \(zoom ?? deepest), but \(levels.sorted())")
    }
    self.path = path
    self.zoom = zoom ?? deepest
    self.countsFromSouth = countsFromSouth
  }

  /// The tiles around a box of longitudes and latitudes (nil for all) as one raster.
  /// - Throws: `Failure` (EX_DATAERR) where there are none there, or they differ in size.
  package func raster(near area: Box?, remarks: RasterFile.Remarks = .init()) throws -> Found {
    let wanted = area.map(range)
    var tiles: [Tile] = []
    for (column, folder) in Self.numbers(in: "\(path)/\(zoom)")
    where wanted.map({ $0.columns.contains(column) }) ?? true {
      for (number, file) in Self.numbers(in: "\(path)/\(zoom)/\(folder)") {
        let row = countsFromSouth ? (1 << zoom) - 1 - number : number
        guard wanted.map({ $0.rows.contains(row) }) ?? true else { continue }
        tiles.append(try Tile("\(path)/\(zoom)/\(folder)/\(file)", column: column, row: row))
      }
    }
    guard let first = tiles.first else {
      throw Failure.data(path, "has no tiles of zoom level \(zoom) around the regions")
    }
    if let other = tiles.first(where: { $0.width != first.width || $0.height != first.height }) {
      throw Failure.data(
        other.path,
        "is \(other.width) x \(other.height) pixels, where \(first.path) is \(first.width) x \(first.height)")
    }
    let there = Set(tiles.map { $0.column << 32 | $0.row })
    guard there.count == tiles.count else {
      throw Failure.data(path, "has a tile of zoom level \(zoom) in two formats")
    }
    var missing: [String] = []
    if let wanted {
      for column in wanted.columns {
        for row in wanted.rows where !there.contains(column << 32 | row) {
          missing.append("\(zoom)/\(column)/\(countsFromSouth ? (1 << zoom) - 1 - row : row)")
        }
      }
    }
    let raster = try RasterFile(
      path, location: virtualRaster(tiles), remarks: remarks, files: tiles.map(\.path))
    return Found(raster: raster, missing: missing, present: tiles.count)
  }

  /// Columns and rows (from the north) of the tiles that a box touches.
  private func range(_ box: Box) -> (columns: ClosedRange<Int>, rows: ClosedRange<Int>) {
    let count = Double(1 << zoom)
    func column(_ lon: Double) -> Int { Int(min(count - 1, max(0, (lon + 180) / 360 * count))) }
    func row(_ lat: Double) -> Int {
      let angle = min(85.05, max(-85.05, lat)) * .pi / 180
      return Int(min(count - 1, max(0, (1 - Elementary.asinh(Elementary.tan(angle)) / .pi) / 2 * count)))
    }
    return (column(box.low.x)...column(box.high.x), row(box.high.y)...row(box.low.y))
  }

  /// Files and folders that are called a number, in its order.
  private static func numbers(in path: String) -> [(number: Int, name: String)] {
    let names = FilePath.names(in: path) ?? []
    return names.compactMap { name in
      let parts = name.split(separator: ".", omittingEmptySubsequences: false)
      guard parts.count <= 2, let number = UInt32(parts[0]),
        parts.count == 1 || parts[1].lowercased() != "aux"
      else {
        return nil
      }
      return (Int(number), name)
    }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }
  }

  /// What a tile holds.
  private struct Tile {
    let path: String
    let column: Int
    let row: Int
    let width: Int
    let height: Int
    let type: String
    /// Bands without alpha.
    let bands: Int
    let hasPalette: Bool

    init(_ path: String, column: Int, row: Int) throws {
      let dataset = try RasterDataset(opening: path, name: path)
      self.path = path
      self.column = column
      self.row = row
      width = Int(GDALGetRasterXSize(dataset.handle))
      height = Int(GDALGetRasterYSize(dataset.handle))
      let count = Int(GDALGetRasterCount(dataset.handle))
      let last = GDALGetRasterBand(dataset.handle, Int32(count))
      bands = count - (GDALGetRasterColorInterpretation(last) == GCI_AlphaBand ? 1 : 0)
      let first = GDALGetRasterBand(dataset.handle, 1)
      hasPalette = GDALGetRasterColorTable(first) != nil
      type = GDALLibrary.string(GDALGetDataTypeName(GDALGetRasterDataType(first)))
    }
  }

  /// GDAL's description of one raster out of many (VRT), with a mask for what is not there.
  private func virtualRaster(_ tiles: [Tile]) -> String {
    let first = tiles[0]
    let columns = (tiles.map(\.column).min() ?? 0)...(tiles.map(\.column).max() ?? 0)
    let rows = (tiles.map(\.row).min() ?? 0)...(tiles.map(\.row).max() ?? 0)
    let span = 2 * Self.half / Double(1 << zoom)
    let pixel = (span / Double(first.width), span / Double(first.height))
    let west = -Self.half + Double(columns.lowerBound) * span
    let north = Self.half - Double(rows.lowerBound) * span
    let isColour = tiles.contains { $0.hasPalette || $0.bands >= 3 }
    let colours = isColour ? ["Red", "Green", "Blue"] : ["Gray"]
    func source(_ tile: Tile, _ band: String, _ more: String = "") -> String {
      let place =
        "xOff=\"\((tile.column - columns.lowerBound) * tile.width)\" yOff=\"\((tile.row - rows.lowerBound) * tile.height)\" xSize=\"\(tile.width)\" ySize=\"\(tile.height)\""
      return """
        <ComplexSource><SourceFilename relativeToVRT="0">\(Self.escaped(tile.path))</SourceFilename>\
        <SourceBand>\(band)</SourceBand>\
        <SrcRect xOff="0" yOff="0" xSize="\(tile.width)" ySize="\(tile.height)"/><DstRect \(place)/>\(more)</ComplexSource>
        """
    }
    let bands = colours.enumerated().map { index, colour in
      let sources = tiles.map { tile in
        tile.hasPalette
          ? source(tile, "1", "<ColorTableComponent>\(index + 1)</ColorTableComponent>")
          : source(tile, tile.bands >= 3 ? "\(index + 1)" : "1")
      }
      return """
        <VRTRasterBand dataType="\(first.type)" band="\(index + 1)"><ColorInterp>\(colour)</ColorInterp>\
        \(sources.joined())</VRTRasterBand>
        """
    }
    let mask = tiles.map { source($0, "mask,1") }.joined()
    return """
      <VRTDataset rasterXSize="\(columns.count * first.width)" rasterYSize="\(rows.count * first.height)">\
      <SRS>EPSG:3857</SRS><GeoTransform>\(west), \(pixel.0), 0, \(north), 0, \(-pixel.1)</GeoTransform>\
      \(bands.joined())<MaskBand><VRTRasterBand dataType="Byte">\(mask)</VRTRasterBand></MaskBand></VRTDataset>
      """
  }

  private static func escaped(_ text: String) -> String {
    text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
  }
}
