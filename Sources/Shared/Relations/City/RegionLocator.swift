internal import Geography

/// Which region a position belongs to: the first in natural order that holds it, its border included; else the
/// nearest at most a tolerance away, since coordinates and polygons from two sources agree to metres only.
struct RegionLocator {
  private let regions: RegionSet
  private let holding: PolygonJoin
  private let near: PolygonJoin?
  private let metres: [PolygonShape]

  /// - Parameter tolerance: in metres; 0 takes nothing from outside.
  /// - Returns: nil where regions have no polygons.
  init?(_ regions: RegionSet, tolerance: Double) throws {
    guard let polygons = regions.polygons else { return nil }
    self.regions = regions
    metres = polygons.metres
    holding = try PolygonJoin(polygons.degrees, .holds)
    near = tolerance > 0 ? try PolygonJoin(polygons.metres, .within(tolerance)) : nil
  }

  /// - Parameter positions: in degrees.
  /// - Returns: the region of each, -1 outside every one; and how many were taken from outside.
  func locate(_ positions: [SIMD2<Double>]) throws -> (region: [Int32], fromOutside: Int) {
    let regions = regions
    var region = [Int32](repeating: -1, count: positions.count)
    for match in try holding.matches(count: positions.count, { regions.unwrapped(positions[$0]) })
    where region[Int(match.point)] < 0 {
      region[Int(match.point)] = match.polygon
    }
    guard let near else { return (region, 0) }
    let outside = region.indices.filter { region[$0] < 0 }
    // Far outside the projection means nothing.
    let box = regions.box.expanded(by: 1)
    let matches = try near.matches(count: outside.count) { index in
      let position = regions.unwrapped(positions[outside[index]])
      return box.contains(position) ? regions.projection.metres(position) : SIMD2(.nan, .nan)
    }
    let nearest = try GEOSContext.with { geos in
      var nearest: [Int32: (distance: Double, region: Int32)] = [:]
      for match in matches {
        let point = try geos.point(regions.projection.metres(positions[outside[Int(match.point)]]))
        defer { geos.destroy(point) }
        let distance = try geos.with(metres[Int(match.polygon)]) { try geos.distance($0, point) }
        // Matches come by point and then region, so that of equal distances the first region's stays.
        if distance < nearest[match.point]?.distance ?? .infinity {
          nearest[match.point] = (distance, match.polygon)
        }
      }
      return nearest
    }
    for (index, found) in nearest { region[outside[Int(index)]] = found.region }
    return (region, nearest.count)
  }
}
