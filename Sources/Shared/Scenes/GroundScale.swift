package import GDAL
internal import Geography
internal import Support

/// How long a metre on the ground is in the units of a map.
package struct GroundScale {
  private let transform: CoordinateTransform

  package init(of crs: SpatialReference) throws {
    transform = try CoordinateTransform(from: .wgs84(), to: crs)
  }

  /// Units of the map a metre eastwards and northwards, at a longitude and latitude; nil beyond the map.
  package func scale(at place: SIMD2<Double>) -> SIMD2<Double>? {
    // Radii of curvature of WGS 84 (Snyder 1987, equations 4-18 and 4-20).
    let (a, e2) = (6_378_137.0, 0.00669437999014)
    let latitude = place.y * .pi / 180
    let w = (1 - e2 * Elementary.sin(latitude) * Elementary.sin(latitude)).squareRoot()
    let metresAEast = a / w * Elementary.cos(latitude) * .pi / 180
    let metresANorth = a * (1 - e2) / (w * w * w) * .pi / 180
    let step = SIMD2(500 / metresAEast, 500 / metresANorth)
    let moved = transform([
      place - SIMD2(step.x, 0), place + SIMD2(step.x, 0), place - SIMD2(0, step.y), place + SIMD2(0, step.y),
    ])
    let scale = SIMD2((moved[1] - moved[0]).norm, (moved[3] - moved[2]).norm) / 1000
    return scale.x.isFinite && scale.y.isFinite && scale.x > 0 && scale.y > 0 ? scale : nil
  }

  /// Sides on the map of a square of so many metres at a place: as many units where those are metres that differ from
  /// those on the ground by less than a hundredth; else what covers such a square there.
  package func sides(_ metres: Double, at place: SIMD2<Double>) throws -> SIMD2<Double> {
    guard let scale = scale(at: place) else {
      throw Failure.data(nil, "the place \(place.x), \(place.y) is beyond the coordinate reference system")
    }
    if abs(scale.x - 1) < 0.01, abs(scale.y - 1) < 0.01 { return SIMD2(metres, metres) }
    return metres * scale
  }
}
