package import CGDAL
internal import Foundation
internal import Support
internal import Synchronization

/// A coordinate reference system; longitude or easting comes first.
package final class SpatialReference: @unchecked Sendable {
  let handle: OGRSpatialReferenceH

  /// Longitude and latitude of WGS 84.
  /// - Throws: `Failure` (EX_OSERR) where PROJ does not find its database, which no input is to blame for.
  package static func wgs84() throws -> SpatialReference { try known.get() }

  private static let known = Result {
    do { return try SpatialReference("EPSG:4326") } catch {
      throw Failure(
        .system, nil,
        "PROJ does not know EPSG:4326: its database proj.db is not where PROJ_DATA or its package has it")
    }
  }

  /// - Parameter text: what `gdalwarp -t_srs` takes: `EPSG:32618`, WKT, a PROJ string …
  /// - Throws: `Failure` (EX_USAGE) where PROJ does not know it.
  package init(_ text: String) throws {
    GDALLibrary.start()
    guard let handle = OSRNewSpatialReference(nil) else { throw Failure(.system, nil, "GDAL has no memory") }
    self.handle = handle
    guard OSRSetFromUserInput(handle, text) == OGRERR_NONE else {
      throw Failure(
        .usage, nil, "'\(text)' is no coordinate reference system, where one such as EPSG:32618 is needed")
    }
    OSRSetAxisMappingStrategy(handle, OAMS_TRADITIONAL_GIS_ORDER)
  }

  /// A copy of a handle, or nil of none.
  package init?(copying other: OGRSpatialReferenceH?) {
    GDALLibrary.start()
    guard let other, let handle = OSRClone(other) else { return nil }
    self.handle = handle
    OSRSetAxisMappingStrategy(handle, OAMS_TRADITIONAL_GIS_ORDER)
  }

  deinit { OSRDestroySpatialReference(handle) }

  /// The zone of Universal Transverse Mercator (WGS 84) that a place lies in; beyond 84° N and 80° S Universal
  /// Polar Stereographic.
  package static func utm(lon: Double, lat: Double) throws -> SpatialReference {
    if lat > 84 { return try SpatialReference("EPSG:5041") }
    if lat < -80 { return try SpatialReference("EPSG:5042") }
    let turned = lon - 360 * ((lon + 180) / 360).rounded(.down)
    let zone = min(60, Int((turned + 180) / 6) + 1)
    return try SpatialReference("EPSG:\((lat < 0 ? 32700 : 32600) + zone)")
  }

  private static let library = Lock(())

  /// OGR's systems make what they are asked for when it is first asked for, also of what is only compared with, and two
  /// threads at once break them.
  static func exclusively<R>(_ body: () -> R) -> R { library.withLock { _ in body() } }

  package var isGeographic: Bool { Self.exclusively { OSRIsGeographic(handle) != 0 } }
  package var isProjected: Bool { Self.exclusively { OSRIsProjected(handle) != 0 } }

  /// Metres in a unit of a projected system.
  package var metresPerUnit: Double { Self.exclusively { OSRGetLinearUnits(handle, nil) } }

  /// Whether positions are the same in both.
  package func isSame(as other: SpatialReference) -> Bool {
    withConstantStringList(["IGNORE_DATA_AXIS_TO_SRS_AXIS_MAPPING=YES", "CRITERION=EQUIVALENT"]) { options in
      Self.exclusively { OSRIsSameEx(handle, other.handle, options) != 0 }
    }
  }

  /// WKT 2 (ISO 19162).
  package var wkt: String {
    var text: UnsafeMutablePointer<CChar>?
    defer { VSIFree(text) }
    let code = withConstantStringList(["FORMAT=WKT2_2019"]) { options in
      Self.exclusively { OSRExportToWktEx(handle, &text, options) }
    }
    return code == OGRERR_NONE ? GDALLibrary.string(text) : ""
  }

  /// `EPSG:32618` where it has a number, else its name.
  package var name: String {
    let authority = GDALLibrary.string(OSRGetAuthorityName(handle, nil))
    let code = GDALLibrary.string(OSRGetAuthorityCode(handle, nil))
    return authority.isEmpty || code.isEmpty ? GDALLibrary.string(OSRGetName(handle)) : "\(authority):\(code)"
  }

  /// How GDAL's utilities take it.
  package var definition: String {
    let name = name
    return name.hasPrefix("EPSG:") ? name : wkt
  }
}
