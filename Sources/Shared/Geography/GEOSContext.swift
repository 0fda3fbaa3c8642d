internal import CGEOS
internal import Foundation
internal import Support

/// The library that computes with geometries.
package enum GEOSLibrary {
  /// Its version, which can change which distances round how.
  package static var version: String { String(cString: GEOSversion()) }
}

/// GEOS for one thread at a time. Geometries that it makes belong to whoever called, and go with `destroy`.
package struct GEOSContext {
  let handle: GEOSContextHandle_t
  private let messages: Messages

  /// What GEOS said last went wrong.
  private final class Messages { var last = "" }

  /// Calls `body` with a context of its own.
  package static func with<R>(_ body: (GEOSContext) throws -> R) throws -> R {
    guard let handle = GEOS_init_r() else { throw Failure(.system, nil, "GEOS cannot be started") }
    defer { GEOS_finish_r(handle) }
    let messages = Messages()
    return try withExtendedLifetime(messages) {
      GEOSContext_setErrorMessageHandler_r(
        handle,
        { message, messages in
          guard let message, let messages else { return }
          Unmanaged<Messages>.fromOpaque(messages).takeUnretainedValue().last = String(cString: message)
        }, Unmanaged.passUnretained(messages).toOpaque())
      return try body(GEOSContext(handle: handle, messages: messages))
    }
  }

  private init(handle: GEOSContextHandle_t, messages: Messages) {
    self.handle = handle
    self.messages = messages
  }

  /// What a call returned, unless that says it failed.
  func checked(_ pointer: OpaquePointer?) throws -> OpaquePointer {
    guard let pointer else { throw failure }
    return pointer
  }

  /// The answer of a predicate: 0, 1, or 2 for a failure.
  func checked(_ answer: CChar) throws -> Bool {
    guard answer == 0 || answer == 1 else { throw failure }
    return answer == 1
  }

  var failure: Failure { Failure(.software, nil, "GEOS fails: \(messages.last)") }

  package func destroy(_ geometry: OpaquePointer) { GEOSGeom_destroy_r(handle, geometry) }

  package func point(_ p: SIMD2<Double>) throws -> OpaquePointer {
    try checked(GEOSGeom_createPointFromXY_r(handle, p.x, p.y))
  }

  /// A Polygon, or a MultiPolygon where the shape has several parts.
  func polygon(_ shape: PolygonShape) throws -> OpaquePointer {
    var parts: [OpaquePointer?] = try shape.partEnds.indices.map { part in
      let rings: [OpaquePointer?] = try shape.rings(ofPart: part).map { try ring(shape.ring($0)) }
      var holes = Array(rings.dropFirst())
      return try checked(
        holes.withUnsafeMutableBufferPointer {
          GEOSGeom_createPolygon_r(handle, rings.first ?? nil, $0.baseAddress, UInt32($0.count))
        })
    }
    if parts.count == 1, let only = parts[0] { return only }
    return try checked(
      parts.withUnsafeMutableBufferPointer {
        GEOSGeom_createCollection_r(
          handle, Int32(GEOS_MULTIPOLYGON.rawValue), $0.baseAddress, UInt32($0.count))
      })
  }

  private func ring(_ points: ArraySlice<SIMD2<Double>>) throws -> OpaquePointer {
    // SIMD2<Double> is two doubles, as GEOS wants them.
    let sequence = points.withUnsafeBytes {
      GEOSCoordSeq_copyFromBuffer_r(
        handle, $0.bindMemory(to: Double.self).baseAddress, UInt32(points.count), 0, 0)
    }
    return try checked(GEOSGeom_createLinearRing_r(handle, checked(sequence)))
  }

  /// The polygons within any geometry, as one shape; what is no area is left out.
  func shape(_ geometry: OpaquePointer) throws -> PolygonShape {
    var shape = PolygonShape()
    try collect(geometry, into: &shape)
    return shape
  }

  private func collect(_ geometry: OpaquePointer, into shape: inout PolygonShape) throws {
    switch UInt32(GEOSGeomTypeId_r(handle, geometry)) {
    case GEOS_POLYGON.rawValue:
      guard try !checked(GEOSisEmpty_r(handle, geometry)) else { return }
      shape.append(ring: try points(checked(GEOSGetExteriorRing_r(handle, geometry))))
      for hole in 0..<GEOSGetNumInteriorRings_r(handle, geometry) {
        shape.append(ring: try points(checked(GEOSGetInteriorRingN_r(handle, geometry, hole))))
      }
      shape.endPart()
    case GEOS_MULTIPOLYGON.rawValue, GEOS_GEOMETRYCOLLECTION.rawValue:
      for part in 0..<GEOSGetNumGeometries_r(handle, geometry) {
        try collect(try checked(GEOSGetGeometryN_r(handle, geometry, part)), into: &shape)
      }
    default: break
    }
  }

  private func points(_ ring: OpaquePointer) throws -> [SIMD2<Double>] {
    let sequence = try checked(GEOSGeom_getCoordSeq_r(handle, ring))
    var count: UInt32 = 0
    guard GEOSCoordSeq_getSize_r(handle, sequence, &count) == 1 else { throw failure }
    var points = [SIMD2<Double>](repeating: .zero, count: Int(count))
    let copied = points.withUnsafeMutableBytes {
      GEOSCoordSeq_copyToBuffer_r(handle, sequence, $0.bindMemory(to: Double.self).baseAddress, 0, 0)
    }
    guard copied == 1 else { throw failure }
    return points
  }

  /// The centre of mass of a polygon.
  package func centroid(_ geometry: OpaquePointer) throws -> SIMD2<Double> {
    let point = try checked(GEOSGetCentroid_r(handle, geometry))
    defer { destroy(point) }
    var centre = SIMD2<Double>.zero
    guard GEOSGeomGetX_r(handle, point, &centre.x) == 1, GEOSGeomGetY_r(handle, point, &centre.y) == 1 else {
      throw failure
    }
    return centre
  }

  /// Why a polygon is not valid (OGC simple features), or nil where it is.
  func invalidity(_ geometry: OpaquePointer) throws -> String? {
    if try checked(GEOSisValid_r(handle, geometry)) { return nil }
    guard let reason = GEOSisValidReason_r(handle, geometry) else { throw failure }
    defer { GEOSFree_r(handle, reason) }
    return String(cString: reason)
  }

  /// A valid geometry of the same area, holes kept as holes.
  func repaired(_ geometry: OpaquePointer) throws -> OpaquePointer {
    guard let method = GEOSMakeValidParams_create_r(handle) else { throw failure }
    defer { GEOSMakeValidParams_destroy_r(handle, method) }
    guard GEOSMakeValidParams_setMethod_r(handle, method, GEOS_MAKE_VALID_STRUCTURE) == 1,
      GEOSMakeValidParams_setKeepCollapsed_r(handle, method, 0) == 1
    else { throw failure }
    return try checked(GEOSMakeValidWithParams_r(handle, geometry, method))
  }
}
