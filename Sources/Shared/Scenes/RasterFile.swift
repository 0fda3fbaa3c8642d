internal import CGDAL
package import GDAL
internal import Support

/// A raster that GDAL opens, and what is said of it beside what it says itself.
package struct RasterFile: Sendable {
  /// As the user gave it.
  package let name: String
  /// What GDAL opens.
  package let location: String
  /// What the user says of rasters that do not say it themselves.
  package struct Remarks: Sendable, Equatable {
    /// Longitudes and latitudes of the edges: west, south, east, north.
    package var extent: [Double]?
    /// The value that stands for none.
    package var nodata: Double?
    /// Whether every value counts, also one that usually stands for none.
    package var allCount: Bool

    package init(extent: [Double]? = nil, nodata: Double? = nil, allCount: Bool = false) {
      self.extent = extent
      self.nodata = nodata
      self.allCount = allCount
    }
  }
  let remarks: Remarks

  package let width: Int
  package let height: Int
  package let crs: SpatialReference
  /// GDAL's six numbers from column and row to a position; nil where control points place the raster.
  package let geotransform: [Double]?
  /// All bands but alpha.
  package let bands: [RasterBand]
  /// The number of the alpha band, from 1.
  let alpha: Int?
  /// Whether the file has a mask of its own for all bands.
  let hasMask: Bool
  /// When it was taken: `YYYY-MM-DD`, where the file says so.
  package let date: String?
  /// The files that it consists of.
  package let files: [String]

  /// Whether every pixel holds something.
  var isFull: Bool {
    alpha == nil && !hasMask && bands.allSatisfy { $0.nodata == nil } && remarks.nodata == nil
  }

  /// - Throws: `Failure`: EX_NOINPUT where there is nothing, EX_DATAERR where it is no raster that has a place.
  package init(
    _ name: String, location: String? = nil, remarks: Remarks = Remarks(), files: [String]? = nil
  ) throws {
    GDALLibrary.start()
    self.name = name
    self.location = try location ?? RasterLocation.of(name)
    self.remarks = remarks
    let dataset = try RasterDataset(opening: self.location, name: name)
    let raw = dataset.handle
    let (width, height) = (Int(GDALGetRasterXSize(raw)), Int(GDALGetRasterYSize(raw)))
    self.width = width
    self.height = height
    var bands: [RasterBand] = []
    var alpha: Int?
    let count = Int(GDALGetRasterCount(raw))
    guard count > 0 else {
      let parts = strings(GDALGetMetadata(raw, "SUBDATASETS")).filter { $0.contains("_NAME=") }
        .compactMap { $0.split(separator: "=", maxSplits: 1).last.map(String.init) }
      let hint =
        parts.isEmpty
        ? "" : "; it holds several rasters, of which one is needed: \(parts.listed())"
      throw Failure.data(name, "has no bands\(hint)")
    }
    let stem = FilePath.name(name).split(separator: ".").first.map(String.init) ?? name
    for number in 1...count {
      guard let band = GDALGetRasterBand(raw, Int32(number)) else { continue }
      if GDALGetRasterColorInterpretation(band) == GCI_AlphaBand {
        alpha = number
      } else {
        bands.append(RasterBand(band, number: number, only: count == 1, stem: stem))
      }
    }
    guard alpha == nil || alpha == count else {
      throw Failure.data(name, "has its alpha band before other bands, where it is needed as the last")
    }
    self.bands = bands
    self.alpha = alpha
    hasMask =
      GDALGetRasterBand(raw, 1).map {
        GDALGetMaskFlags($0) & GMF_PER_DATASET != 0 && GDALGetMaskFlags($0) & GMF_ALPHA == 0
      } ?? false
    (crs, geotransform) = try Self.place(of: raw, name, remarks, width, height)
    date = RasterDate.of(raw, name: name)
    self.files = files ?? dataset.files
  }

  private static func place(
    of raw: GDALDatasetH, _ name: String, _ remarks: Remarks, _ width: Int, _ height: Int
  ) throws -> (SpatialReference, [Double]?) {
    var transform = [Double](repeating: 0, count: 6)
    let isPlaced = GDALGetGeoTransform(raw, &transform) == CE_None
    let points = Int(GDALGetGCPCount(raw))
    if let extent = remarks.extent {
      guard !isPlaced, points == 0 else {
        throw Failure.usage("\(name) says where it lies; --extent is for pictures that do not")
      }
      return (
        try .wgs84(),
        [
          extent[0], (extent[2] - extent[0]) / Double(width), 0, extent[3], 0,
          (extent[1] - extent[3]) / Double(height),
        ]
      )
    }
    let reference = isPlaced || points == 0 ? GDALGetSpatialRef(raw) : GDALGetGCPSpatialRef(raw)
    guard isPlaced || points > 0 else {
      throw Failure.data(
        name,
        "does not say where it lies: no geotransform, control points or world file; --extent WEST,SOUTH,EAST,NORTH says it"
      )
    }
    guard let crs = SpatialReference(copying: reference) else {
      throw Failure.data(
        name, "has no coordinate reference system; gdal_edit.py -a_srs EPSG:CODE or a .prj file gives it one")
    }
    guard crs.isGeographic || crs.isProjected else {
      throw Failure.data(
        name, "lies in the local system '\(crs.name)', where one is needed that places it on the earth")
    }
    if !isPlaced { return (crs, nil) }
    guard transform[1] * transform[5] - transform[2] * transform[4] != 0 else {
      throw Failure.data(name, "has pixels of no size")
    }
    return (crs, transform)
  }
}
