/// Positions: longitude and latitude in degrees.
package enum WGS84 {
  /// How far beyond ±180 a longitude is taken for the same direction: polygons that end at the antimeridian are drawn a
  /// bit over it by some.
  private static let beyond = 0.01

  /// What is wrong with a position, or nil: it has to be finite, within ±180 (or ±180.01, for drawings) and ±90.
  package static func problem(with position: SIMD2<Double>) -> String? {
    let (lon, lat) = (position.x, position.y)
    if abs(lon) <= 180 + beyond + 1e-9, abs(lat) <= 90 { return nil }
    if abs(lon) <= 90, abs(lat) <= 180 {
      return "has latitude \(lat), beyond ±90: longitude comes first; are the two swapped here?"
    }
    if abs(lon) <= 360, abs(lat) <= 90 {
      return "has longitude \(lon), beyond ±180, where \(wrapped(lon)) is needed"
    }
    return
      "has the position \(lon), \(lat), where WGS 84 longitude within ±180 and latitude within ±90 degrees are needed; is it projected?"
  }

  /// Of fields that should hold a position.
  package static func failure(_ subject: String, _ lon: String, _ lat: String) -> Failure {
    Failure.data(
      subject, "has '\(lon)', '\(lat)', where longitude and latitude in degrees are needed")
  }

  /// `lon` or the same direction some turns away, within 180 degrees of `reference`.
  package static func unwrapped(_ lon: Double, near reference: Double) -> Double {
    let turns = ((lon - reference) / 360).rounded()
    return turns == 0 ? lon : lon - 360 * turns
  }

  /// `lon` within ±180.
  package static func wrapped(_ lon: Double) -> Double { unwrapped(lon, near: 0) }
}
