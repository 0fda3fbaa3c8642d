internal import Geography

extension CityPolygon {
  /// Distance in metres between two polygons: 0 where they touch or overlap.
  func distance(to other: CityPolygon) -> Double {
    if parts.contains(where: { other.contains($0[0][0].degrees) })
      || other.parts.contains(where: { contains($0[0][0].degrees) })
    {
      return 0
    }
    let others = other.edges
    var best = Double.infinity
    for edge in edges {
      for otherEdge in others {
        best = min(best, Self.squaredDistance(edge, otherEdge))
        if best == 0 { return 0 }
      }
    }
    return best.squareRoot()
  }

  /// Distance in metres from a point: 0 inside.
  func distance(to point: MapPoint) -> Double {
    if contains(point.degrees) { return 0 }
    return edges.reduce(Double.infinity) { min($0, Self.squaredDistance(point.metres, $1)) }.squareRoot()
  }

  /// A lower bound of the distance, from the bounding boxes.
  static func gap(
    _ a: (low: SIMD2<Double>, high: SIMD2<Double>), _ b: (low: SIMD2<Double>, high: SIMD2<Double>)
  ) -> Double {
    (pointwiseMax(pointwiseMax(a.low - b.high, b.low - a.high), .zero)).norm
  }

  private typealias Edge = (SIMD2<Double>, SIMD2<Double>)

  private static func squaredDistance(_ point: SIMD2<Double>, _ edge: Edge) -> Double {
    let along = edge.1 - edge.0
    let t = min(max((point - edge.0).dot(along) / max(along.dot(along), 1e-300), 0), 1)
    let d = point - (edge.0 + along * t)
    return d.dot(d)
  }

  private static func squaredDistance(_ a: Edge, _ b: Edge) -> Double {
    if crosses(a, b) { return 0 }
    return min(
      squaredDistance(a.0, b), squaredDistance(a.1, b), squaredDistance(b.0, a), squaredDistance(b.1, a))
  }

  private static func crosses(_ a: Edge, _ b: Edge) -> Bool {
    let (u, v) = (a.1 - a.0, b.1 - b.0)
    let s0 = u.cross(b.0 - a.0)
    let s1 = u.cross(b.1 - a.0)
    let t0 = v.cross(a.0 - b.0)
    let t1 = v.cross(a.1 - b.0)
    return (s0 > 0) != (s1 > 0) && (t0 > 0) != (t1 > 0) && s0 * s1 < 0 && t0 * t1 < 0
  }
}
