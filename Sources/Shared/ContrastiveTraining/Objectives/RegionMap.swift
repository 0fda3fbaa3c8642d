internal import Support

/// Where the regions of a training lie, and which are near one another.
///
/// Distances are great circles on a sphere; positions are kept as points on it, whose straight distances order the same way
/// and know neither poles nor the antimeridian.
struct RegionMap {
  /// Mean radius of the earth in metres.
  private static let earth = 6_371_008.8

  private let points: [SIMD3<Double>]
  /// The radius as a straight distance, squared.
  private let limit: Double
  /// Regions within the radius of each, itself left out; where there is none, the nearest.
  let neighbours: [[Int]]

  /// - Parameters:
  ///   - positions: longitude and latitude in degrees; at least 2.
  ///   - radius: metres.
  init(_ positions: [SIMD2<Double>], radius: Double) {
    points = positions.map { position in
      let (lon, lat) = (position.x * .pi / 180, position.y * .pi / 180)
      return Self.earth
        * SIMD3(
          Elementary.cos(lat) * Elementary.cos(lon), Elementary.cos(lat) * Elementary.sin(lon),
          Elementary.sin(lat))
    }
    let straight = 2 * Self.earth * Elementary.sin(min(radius / (2 * Self.earth), .pi / 2))
    limit = straight * straight
    neighbours = Self.neighbours(points, side: straight, limit: limit)
  }

  /// Whether two regions are farther apart than the radius.
  func areDistant(_ one: Int, _ other: Int) -> Bool { Self.square(points[one] - points[other]) > limit }

  private static func square(_ vector: SIMD3<Double>) -> Double { (vector * vector).sum() }

  /// Looks through the cubes around each point's; a cube's side is the radius.
  private static func neighbours(_ points: [SIMD3<Double>], side: Double, limit: Double) -> [[Int]] {
    func cube(_ point: SIMD3<Double>) -> SIMD3<Int> {
      let scaled = (point / max(side, 1)).rounded(.down)
      return SIMD3(Int(scaled.x), Int(scaled.y), Int(scaled.z))
    }
    let cubes = Dictionary(grouping: points.indices) { cube(points[$0]) }
    return points.indices.map { region in
      let middle = cube(points[region])
      var near: [Int] = []
      for x in -1...1 {
        for y in -1...1 {
          for z in -1...1 {
            near += (cubes[middle &+ SIMD3(x, y, z)] ?? []).filter {
              $0 != region && square(points[$0] - points[region]) <= limit
            }
          }
        }
      }
      return near.isEmpty ? nearest(to: region, points) : near.sorted()
    }
  }

  private static func nearest(to region: Int, _ points: [SIMD3<Double>]) -> [Int] {
    let others = points.indices.filter { $0 != region }
    let best = others.min { square(points[$0] - points[region]) < square(points[$1] - points[region]) }
    return best.map { [$0] } ?? []
  }
}
