internal import Geography

/// A polygon or multipolygon: parts of one outer ring (counter-clockwise) and holes (clockwise), as
/// RFC 7946 wants them; rings are not closed here.
struct CityPolygon: Sendable {
  var parts: [[[MapPoint]]]

  /// Every edge of every ring, in metres.
  var edges: [(SIMD2<Double>, SIMD2<Double>)] {
    parts.joined().flatMap { ring in
      ring.indices.map { (ring[$0].metres, ring[($0 + 1) % ring.count].metres) }
    }
  }

  /// Bounding box in metres.
  var bounds: (low: SIMD2<Double>, high: SIMD2<Double>) {
    var low = SIMD2(repeating: Double.infinity)
    var high = -low
    for point in parts.joined().joined() {
      low = pointwiseMin(low, point.metres)
      high = pointwiseMax(high, point.metres)
    }
    return (low, high)
  }

  /// Area in square metres.
  var area: Double { parts.joined().reduce(0) { $0 + Self.signedArea($1) } }

  /// Centre of mass of the first part's outer ring.
  var centre: SIMD2<Double> {
    let ring = parts[0][0].map(\.metres)
    var sum = SIMD2<Double>.zero
    for (p, q) in zip(ring, ring[1...] + ring[..<1]) { sum += (p + q) * p.cross(q) }
    return sum / (6 * Self.signedArea(parts[0][0]))
  }

  /// Whether a position lies inside, decided exactly in integers; of two polygons that share an edge
  /// exactly one has a point of it.
  func contains(_ point: Degrees) -> Bool {
    var inside = false
    for ring in parts.joined() {
      for index in ring.indices {
        let p = ring[index].degrees
        let q = ring[(index + 1) % ring.count].degrees
        guard (p.lat > point.lat) != (q.lat > point.lat) else { continue }
        let side = (q.lon - p.lon) * (point.lat - p.lat) - (point.lon - p.lon) * (q.lat - p.lat)
        if q.lat > p.lat ? side > 0 : side < 0 { inside.toggle() }
      }
    }
    return inside
  }

  static func signedArea(_ ring: [MapPoint]) -> Double {
    ring.indices.reduce(0) { $0 + ring[$1].metres.cross(ring[($1 + 1) % ring.count].metres) } / 2
  }
}
