internal import CGDAL
internal import GDAL
internal import Geography
internal import Support

/// Rasters that show the same bands of different places; of two that show the same place the later counts.
struct RasterMosaic: Sendable {
  let files: [RasterFile]
  /// Numbers of the bands that are taken, from 1.
  let bands: [Int]

  /// Type of all samples.
  var type: String { files[0].bands[bands[0] - 1].type }

  /// - Throws: `Failure` (EX_DATAERR) where the rasters differ in what they hold.
  init(_ files: [RasterFile], bands: [Int]) throws {
    self.files = files
    self.bands = bands
    let first = files[0]
    for file in files.dropFirst() {
      guard file.bands.map(\.type) == first.bands.map(\.type) else {
        throw Failure.data(
          file.name,
          "has \(file.bands.count) bands of \(file.bands[0].type), where \(first.name) has \(first.bands.count) of \(first.bands[0].type)"
        )
      }
    }
    let types = Set(bands.map { first.bands[$0 - 1].type })
    guard types.count == 1 else {
      throw Failure.data(
        first.name,
        "has bands of different types (\(types.sorted().joined(separator: ", "))); choose with --bands")
    }
    guard !type.hasPrefix("C") else {
      throw Failure.data(first.name, "holds complex numbers (\(type)), of which no picture can be made")
    }
  }

  /// The values that stand for none, one a band, as `gdalwarp` would set them in its output: those of the first raster.
  private var nodata: String? {
    if let nodata = files[0].remarks.nodata { return "\(nodata)" }
    let values = bands.map { number in
      let band = files[0].bands[number - 1]
      return band.nodata ?? (band.isInteger ? nil : .nan)
    }
    guard values.allSatisfy({ $0 != nil }), files[0].alpha == nil else { return nil }
    return values.map { $0.map { $0.isNaN ? "nan" : "\($0)" } ?? "" }.joined(separator: " ")
  }

  /// Whether any of it can say that a pixel holds nothing.
  var isFull: Bool {
    files.allSatisfy { file in file.isFull && bands.allSatisfy { file.bands[$0 - 1].isInteger } }
  }

  /// The mosaic within a window, as `gdalwarp -et 0 -ovr NONE -dstalpha` gives it: its bands, then alpha.
  /// - Parameter sources: which of the rasters reach into the window.
  /// - Returns: nil where none does.
  func warped(
    _ window: CropWindow, in crs: SpatialReference, width: Int, height: Int, resampling: Resampling,
    sources: [Int], from open: OpenRasters
  ) throws -> RasterDataset? {
    guard !sources.isEmpty else { return nil }
    var arguments = ["-of", "MEM", "-t_srs", crs.definition, "-te"] + window.edges.map { "\($0)" }
    arguments += ["-ts", "\(width)", "\(height)", "-r", resampling.rawValue]
    arguments += ["-et", "0", "-ovr", "NONE", "-dstalpha"]
    if let nodata { arguments += ["-dstnodata", nodata] }
    let options = withStringList(arguments) { GDALWarpAppOptionsNew($0, nil) }
    defer { GDALWarpAppOptionsFree(options) }
    let datasets = try sources.map { try open.view(of: files[$0], bands: bands) }
    var handles: [GDALDatasetH?] = datasets.map(\.handle)
    GDALLibrary.forgetErrors()
    let result = withExtendedLifetime(datasets) {
      GDALWarp("", nil, Int32(handles.count), &handles, options, nil)
    }
    let name = files[sources[0]].name
    guard let result else { throw GDALLibrary.failure(name, "cannot be warped") }
    let dataset = RasterDataset(adopting: result)
    guard !GDALLibrary.hasFailed else { throw GDALLibrary.failure(name, "cannot be read") }
    return dataset
  }
}

/// How samples between pixels are found, by GDAL's names.
package enum Resampling: String, CaseIterable, Sendable {
  case nearest = "near"
  case bilinear, cubic, cubicspline, lanczos, average, mode
}
