internal import CGDAL
package import Support

/// GDAL as a whole: its settings, and what it said last.
package enum GDALLibrary {
  /// Its version, which can change which pixels round how.
  package static var version: String { string(GDALVersionInfo("RELEASE_NAME")) }

  /// Makes what GDAL does depend on its inputs alone, and bounds its memory. To be called before anything else of it.
  package static func start() { _ = started }

  private static let started: Void = {
    CPLSetErrorHandler(CPLQuietErrorHandler)
    let settings = [
      // Longitude before latitude, whatever an authority prescribes.
      ("OSR_DEFAULT_AXIS_MAPPING_STRATEGY", "TRADITIONAL_GIS_ORDER"),
      // Sources of a virtual raster belong to the thread that opened it.
      ("VRT_SHARED_SOURCE", "0"),
      ("GDAL_NUM_THREADS", "1"),
    ]
    for (name, value) in settings { CPLSetConfigOption(name, value) }
    // Grids of shifts that are fetched on one machine only would move pixels.
    OSRSetPROJEnableNetwork(0)
    GDALSetCacheMax64(cacheBytes)
    GDALAllRegister()
  }()

  /// Blocks of rasters that are kept, in bytes.
  private static let cacheBytes: Int64 = 256 << 20

  /// What the current thread's last call said went wrong, on one line.
  package static var lastMessage: String {
    let text = string(CPLGetLastErrorMsg())
    return text.isEmpty ? "GDAL says no more" : text
  }

  /// A failure with what GDAL said.
  package static func failure(_ subject: String?, _ what: String, _ kind: Failure.Kind = .data) -> Failure {
    Failure(kind, subject, "\(what): \(lastMessage)")
  }

  /// Forgets what earlier calls said.
  package static func forgetErrors() { CPLErrorReset() }

  /// Whether the current thread's last call failed.
  package static var hasFailed: Bool { CPLGetLastErrorType().rawValue >= CE_Failure.rawValue }

  package static func string(_ text: UnsafePointer<CChar>?) -> String {
    text.map { String(cString: $0) } ?? ""
  }
}

/// Calls `body` with strings as GDAL's functions take them.
package func withStringList<R>(
  _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) throws -> R
) rethrows -> R {
  var list: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
  for string in strings { list = CSLAddString(list, string) }
  defer { CSLDestroy(list) }
  return try body(list)
}

/// The same for functions that only read the strings.
package func withConstantStringList<R>(
  _ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) throws -> R
) rethrows -> R {
  try withStringList(strings) { list in
    try body(UnsafeRawPointer(list)?.assumingMemoryBound(to: UnsafePointer<CChar>?.self))
  }
}

/// The strings of one of GDAL's lists.
package func strings(_ list: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> [String] {
  var result: [String] = []
  var next = list
  while let text = next?.pointee {
    result.append(String(fileName: text))
    next = next.map { $0 + 1 }
  }
  return result
}
