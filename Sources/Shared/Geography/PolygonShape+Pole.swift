extension PolygonShape {
  /// The longitude and latitude within a polygon in degrees that is farthest from its boundary on the ground, to 1 m or
  /// a thousandth of the polygon's extent, whichever is less.
  package func poleOfInaccessibility(_ geos: GEOSContext) throws -> SIMD2<Double> {
    let box = box
    let middle = (box.low + box.high) / 2
    let projection = LocalProjection(lon: middle.x, lat: middle.y)
    let ground = mapPoints(projection.metres)
    let size = ground.box.high - ground.box.low
    let tolerance = min(1, max(size.x, size.y) / 1000)
    let pole = try geos.with(ground) { try geos.poleOfInaccessibility($0, tolerance: tolerance) }
    let place = projection.point(pole).degrees
    return SIMD2(Double(place.lon), Double(place.lat)) / Degrees.perDegree
  }
}
