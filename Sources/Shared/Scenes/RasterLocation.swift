internal import Foundation
internal import GDAL
internal import Support

/// How GDAL is told of what a user names.
enum RasterLocation {
  /// - Throws: `Failure`: EX_NOINPUT where there is no such file, EX_DATAERR where an archive holds several rasters.
  static func of(_ name: String) throws -> String {
    guard FilePath.exists(name) else {
      // A name that only GDAL understands: /vsizip/…, SENTINEL2_L2A:…, a service.
      if name.hasPrefix("/vsi") || (name.contains(":") && !name.hasPrefix("/")) { return name }
      throw Failure.errno(.noInput, name, "cannot be opened")
    }
    let lowercased = name.lowercased()
    if lowercased.hasSuffix(".zip") { return try onlyRaster(Archive(name, name: name)) }
    if lowercased.hasSuffix(".tar") || lowercased.hasSuffix(".tgz") || lowercased.hasSuffix(".tar.gz") {
      return try onlyRaster(Archive(name, name: name, handler: "vsitar"))
    }
    return lowercased.hasSuffix(".gz") ? "/vsigzip/\(name)" : name
  }

  /// Files that stand beside a raster and are none.
  private static let companions = [
    ".xml", ".tfw", ".jgw", ".pgw", ".wld", ".prj", ".txt", ".json", ".csv", ".pdf", ".html", ".ovr", ".msk",
    ".md",
  ]

  private static func onlyRaster(_ archive: Archive) throws -> String {
    try archive.only("raster") { file in !companions.contains { file.hasSuffix($0) } }
  }
}
