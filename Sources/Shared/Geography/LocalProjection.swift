internal import Support
internal import Tables

/// A position in WGS 84 in units of 1e-7 degree (about 1 cm): the resolution the files have, so that
/// whoever reads them back computes with exactly the same points.
package struct Degrees: Hashable, Sendable {
  static let perDegree = 1e7
  package var lon: Int
  package var lat: Int
}

/// A position as the files have it, and the same in metres on the city's local projection.
package struct MapPoint: Sendable {
  package let degrees: Degrees
  package let metres: SIMD2<Double>
}

/// Transverse Mercator on the WGS 84 ellipsoid around a city's centre, scale 1 on the central
/// meridian: lengths up to 30 km from it are right to one part in 100,000, which is 1 cm in a kilometre.
///
/// The series (Snyder, Map Projections: A Working Manual, USGS 1987, equations 8-9 and 8-10) is cut
/// after the third power of the longitude, which errs by less than 1 mm within 50 km.
package struct LocalProjection: Sendable {
  private static let a = 6_378_137.0
  private static let f = 1 / 298.257223563
  private static let e2 = f * (2 - f)

  private let lon0: Double
  private let origin: Double

  /// - Parameters: longitude and latitude of the centre in degrees.
  package init(lon: Double, lat: Double) {
    lon0 = lon
    origin = Self.meridianArc(lat * .pi / 180)
  }

  /// Around the middle of a box of longitudes and latitudes, rounded to a tenth of a degree so that a region
  /// more or less on the edge of a city does not move every coordinate.
  package init(around box: Box) {
    func tenth(_ value: Double) -> Double { (value * 10).rounded() / 10 }
    self.init(lon: tenth((box.low.x + box.high.x) / 2), lat: tenth((box.low.y + box.high.y) / 2))
  }

  /// Longitude and latitude in degrees to metres; a longitude is taken the short way round from the centre.
  package func metres(_ lonlat: SIMD2<Double>) -> SIMD2<Double> {
    let lon = WGS84.unwrapped(lonlat.x, near: lon0)
    return metres(lon: (lon - lon0) * (.pi / 180), lat: lonlat.y * (.pi / 180))
  }

  /// By how much lengths at `metres` are too long: the scale of the projection less 1.
  package static func stretch(at metres: SIMD2<Double>) -> Double { metres.x * metres.x / (2 * a * a) }

  func metres(_ position: Degrees) -> SIMD2<Double> {
    let degree = Double.pi / 180 / Degrees.perDegree
    return metres(
      lon: Double(position.lon) * degree - lon0 * .pi / 180, lat: Double(position.lat) * degree)
  }

  /// The nearest position that the files can express.
  package func point(_ metres: SIMD2<Double>) -> MapPoint {
    // Newton on the forward formulas; the Jacobian is nearly diagonal, so few steps suffice.
    var lat = (metres.y + origin) / Self.a
    var lon = 0.0
    for _ in 0..<8 {
      let error = metres - self.metres(lon: lon, lat: lat)
      let w = 1 - Self.e2 * Elementary.sin(lat) * Elementary.sin(lat)
      lat += error.y * w * w.squareRoot() / (Self.a * (1 - Self.e2))
      lon += error.x * w.squareRoot() / (Self.a * Elementary.cos(lat))
    }
    let scale = 180 / Double.pi * Degrees.perDegree
    let degrees = Degrees(
      lon: Int((lon * scale + lon0 * Degrees.perDegree).rounded()), lat: Int((lat * scale).rounded()))
    return MapPoint(degrees: degrees, metres: self.metres(degrees))
  }

  /// - Parameters: longitude from the central meridian and latitude in radians.
  private func metres(lon: Double, lat: Double) -> SIMD2<Double> {
    let (s, c) = (Elementary.sin(lat), Elementary.cos(lat))
    let n = Self.a / (1 - Self.e2 * s * s).squareRoot()
    let t = s * s / (c * c)
    let curvature = Self.e2 / (1 - Self.e2) * c * c
    let x = n * (lon * c + (lon * c) * (lon * c) * (lon * c) / 6 * (1 - t + curvature))
    let y = Self.meridianArc(lat) - origin + n * s * c * lon * lon / 2
    return SIMD2(x, y)
  }

  private static func meridianArc(_ lat: Double) -> Double {
    let e4 = e2 * e2
    let e6 = e4 * e2
    return a
      * ((1 - e2 / 4 - 3 * e4 / 64 - 5 * e6 / 256) * lat
        - (3 * e2 / 8 + 3 * e4 / 32 + 45 * e6 / 1024) * Elementary.sin(2 * lat)
        + (15 * e4 / 256 + 45 * e6 / 1024) * Elementary.sin(4 * lat) - 35 * e6 / 3072
        * Elementary.sin(6 * lat))
  }
}
