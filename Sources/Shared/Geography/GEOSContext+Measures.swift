internal import CGEOS

extension GEOSContext {
  /// Calls `body` with a polygon.
  package func with<R>(_ shape: PolygonShape, _ body: (OpaquePointer) throws -> R) throws -> R {
    let geometry = try polygon(shape)
    defer { destroy(geometry) }
    return try body(geometry)
  }

  /// Calls `body` with a polygon that has its segments indexed, for many questions about it.
  package func withPrepared<R>(
    _ shape: PolygonShape, _ body: (_ prepared: OpaquePointer, _ geometry: OpaquePointer) throws -> R
  ) throws -> R {
    try with(shape) { geometry in
      let prepared = try checked(GEOSPrepare_r(handle, geometry))
      defer { GEOSPreparedGeom_destroy_r(handle, prepared) }
      return try body(prepared, geometry)
    }
  }

  /// Whether two geometries share a point.
  package func intersects(_ prepared: OpaquePointer, _ other: OpaquePointer) throws -> Bool {
    try checked(GEOSPreparedIntersects_r(handle, prepared, other))
  }

  /// Whether two geometries are at most `distance` apart.
  package func isWithin(_ distance: Double, _ prepared: OpaquePointer, _ other: OpaquePointer) throws -> Bool
  {
    try checked(GEOSPreparedDistanceWithin_r(handle, prepared, other, distance))
  }

  package func distance(_ a: OpaquePointer, _ b: OpaquePointer) throws -> Double {
    var distance = 0.0
    guard GEOSDistance_r(handle, a, b, &distance) == 1 else { throw failure }
    return distance
  }

  /// Whether two polygons share more than points: a line or an area (DE-9IM).
  package func sharesLine(_ a: OpaquePointer, _ b: OpaquePointer) throws -> Bool {
    guard let text = GEOSRelate_r(handle, a, b) else { throw failure }
    defer { GEOSFree_r(handle, text) }
    let matrix = Array(String(cString: text).utf8)
    // Interior × interior, boundary × boundary.
    return matrix.count == 9 && (matrix[0] == UInt8(ascii: "2") || matrix[4] == UInt8(ascii: "1"))
  }

  /// How much of the boundary of `a` lies at most `distance` from `b`: its length.
  package func boundary(of a: OpaquePointer, within distance: Double, of b: OpaquePointer) throws -> Double {
    let boundary = try checked(GEOSBoundary_r(handle, a))
    defer { destroy(boundary) }
    let surroundings = try checked(GEOSBuffer_r(handle, b, distance, 16))
    defer { destroy(surroundings) }
    let common = try checked(GEOSIntersection_r(handle, boundary, surroundings))
    defer { destroy(common) }
    var length = 0.0
    guard GEOSLength_r(handle, common, &length) == 1 else { throw failure }
    return length
  }

  /// The point of a polygon that is farthest from its boundary (the pole of inaccessibility), found to `tolerance`: the
  /// centre of the largest circle within.
  package func poleOfInaccessibility(_ geometry: OpaquePointer, tolerance: Double) throws -> SIMD2<Double> {
    let radius = try checked(GEOSMaximumInscribedCircle_r(handle, geometry, tolerance))
    defer { destroy(radius) }
    let centre = try checked(GEOSGeomGetStartPoint_r(handle, radius))
    defer { destroy(centre) }
    var point = SIMD2<Double>.zero
    guard GEOSGeomGetX_r(handle, centre, &point.x) == 1, GEOSGeomGetY_r(handle, centre, &point.y) == 1 else {
      throw failure
    }
    return point
  }
}
