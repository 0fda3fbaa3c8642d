internal import CGDAL
internal import GDAL
internal import Support

extension RasterMosaic {
  /// All rasters as one, on their grid: of two that show the same place the later counts, unless it holds nothing there.
  /// - Throws: `Failure` (EX_DATAERR) where they do not lie on one grid.
  func joined() throws -> RasterFile {
    guard files.count > 1 else { return files[0] }
    let first = files[0]
    for file in files.dropFirst() { try Self.requireOneGrid(first, file) }
    let datasets = try files.map { try RasterDataset(opening: $0.location, name: $0.name) }
    var handles: [GDALDatasetH?] = datasets.map(\.handle)
    let nodata = first.remarks.nodata.map { ["-srcnodata", "\($0)", "-vrtnodata", "\($0)"] } ?? []
    let options = withStringList(["-q", "-r", "nearest"] + nodata) { GDALBuildVRTOptionsNew($0, nil) }
    defer { GDALBuildVRTOptionsFree(options) }
    let joined = withExtendedLifetime(datasets) {
      GDALBuildVRT("", Int32(handles.count), &handles, nil, options, nil)
    }
    guard let joined else { throw GDALLibrary.failure(first.name, "cannot be joined with the other rasters") }
    let dataset = RasterDataset(adopting: joined)
    guard let description = GDALGetMetadata(dataset.handle, "xml:VRT")?.pointee else {
      throw GDALLibrary.failure(first.name, "cannot be joined with the other rasters")
    }
    return try RasterFile(
      first.name, location: String(cString: description),
      remarks: RasterFile.Remarks(allCount: first.remarks.allCount),
      files: files.flatMap(\.files))
  }

  private static func requireOneGrid(_ first: RasterFile, _ file: RasterFile) throws {
    guard let a = first.geotransform, let b = file.geotransform else {
      throw Failure.data(file.name, "is placed by control points alone; gdalwarp gives it a grid")
    }
    let pixel = abs(a[1]) + abs(a[2])
    let isSame = [1, 2, 4, 5].allSatisfy { abs(a[$0] - b[$0]) < 1e-6 * pixel }
    let shift = SIMD2((b[0] - a[0]) / a[1], (b[3] - a[3]) / a[5])
    let whole = SIMD2(shift.x.rounded(), shift.y.rounded())
    guard isSame, a[2] == 0, a[4] == 0, abs(shift.x - whole.x) < 1e-3, abs(shift.y - whole.y) < 1e-3,
      first.crs.isSame(as: file.crs)
    else {
      throw Failure.data(
        file.name,
        "does not lie on the grid of \(first.name), which statistics of polygons need; gdalwarp -tap -tr brings both on one"
      )
    }
  }
}
