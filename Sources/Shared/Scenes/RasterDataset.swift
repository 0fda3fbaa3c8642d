internal import CGDAL
internal import GDAL
internal import Support

/// An open raster; of one thread at a time.
final class RasterDataset {
  let handle: GDALDatasetH
  /// What `handle` reads from; closed after it.
  private let base: RasterDataset?

  /// - Throws: `Failure` (EX_DATAERR) where GDAL cannot open it as a raster.
  init(opening location: String, name: String) throws {
    let flags = UInt32(GDAL_OF_RASTER | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR)
    guard let handle = location.withFileName({ GDALOpenEx($0, flags, nil, nil, nil) }) else {
      throw GDALLibrary.failure(name, "is no raster that GDAL \(GDALLibrary.version) opens")
    }
    self.handle = handle
    base = nil
  }

  init(adopting handle: GDALDatasetH, over base: RasterDataset? = nil) {
    self.handle = handle
    self.base = base
  }

  deinit { GDALClose(handle) }

  /// The files that it consists of.
  var files: [String] {
    let list = GDALGetFileList(handle)
    defer { CSLDestroy(list) }
    return strings(list)
  }

  /// Some bands of it in an order of their own, with alpha and mask, placed and without the values that are none.
  /// - Parameter bands: numbers from 1.
  func view(_ file: RasterFile, bands: [Int]) throws -> RasterDataset {
    var arguments = ["-of", "VRT", "-q"]
    for band in bands + (file.alpha.map { [$0] } ?? []) { arguments += ["-b", "\(band)"] }
    if let extent = file.remarks.extent {
      arguments += ["-a_srs", "EPSG:4326", "-a_ullr"] + [0, 3, 2, 1].map { "\(extent[$0])" }
    }
    if let nodata = file.remarks.nodata {
      arguments += ["-a_nodata", "\(nodata)"]
    } else if bands.contains(where: { !file.bands[$0 - 1].isInteger && file.bands[$0 - 1].nodata == nil }) {
      // What is no number says nothing, whether or not the file declares that.
      arguments += ["-a_nodata", "nan"]
    }
    let all = Array(1...(file.bands.count + (file.alpha == nil ? 0 : 1)))
    if arguments.count == 3 + 2 * all.count, bands + (file.alpha.map { [$0] } ?? []) == all { return self }
    let options = withStringList(arguments) { GDALTranslateOptionsNew($0, nil) }
    defer { GDALTranslateOptionsFree(options) }
    guard let view = GDALTranslate("", handle, options, nil) else {
      throw GDALLibrary.failure(file.name, "does not give its bands")
    }
    return RasterDataset(adopting: view, over: self)
  }
}
