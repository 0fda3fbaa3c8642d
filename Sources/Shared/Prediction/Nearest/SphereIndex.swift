internal import Support

/// Nearest points on the sphere by great-circle distance: a k-d tree over unit vectors, whose chords grow
/// with the angle between them.
package struct SphereIndex {
  /// The tree: the middle of a range splits it, on the axis that the depth gives.
  private var order: [Int]
  private let points: [SIMD3<Double>]

  /// - Parameters:
  ///   - coordinates: longitude and latitude in degrees.
  ///   - members: which of them to index.
  package init(_ coordinates: [SIMD2<Double>], members: [Int]) {
    points = coordinates.map(Self.unitVector)
    order = members
    build(0, order.count, axis: 0)
  }

  /// The `k` members nearest to a point, nearest first.
  /// - Parameter isAllowed: which of them may be found.
  package func nearest(
    to coordinate: SIMD2<Double>, k: Int, where isAllowed: (Int) -> Bool = { _ in true }
  ) -> [Int] {
    var list = NearestList(capacity: k)
    search(Self.unitVector(coordinate), 0, order.count, axis: 0, isAllowed, &list)
    return list.entries.map(\.index)
  }

  /// Metres on a great circle from a point to the nearest member; infinite without one.
  package func metresToNearest(_ coordinate: SIMD2<Double>) -> Double {
    guard let member = nearest(to: coordinate, k: 1).first else { return .infinity }
    let difference = Self.unitVector(coordinate) - points[member]
    let half = min(1, (difference * difference).sum().squareRoot() / 2)
    // The arc of a chord of length 2 sin(angle / 2).
    return 2000 * EarthChord.radius * Elementary.atan2(half, (1 - half * half).squareRoot())
  }

  /// The point of longitude and latitude in degrees on the sphere of radius 1.
  package static func unitVector(_ coordinate: SIMD2<Double>) -> SIMD3<Double> {
    let radians = coordinate * (.pi / 180)
    return SIMD3(
      Elementary.cos(radians.y) * Elementary.cos(radians.x),
      Elementary.cos(radians.y) * Elementary.sin(radians.x), Elementary.sin(radians.y))
  }

  private mutating func build(_ low: Int, _ high: Int, axis: Int) {
    guard high - low > 1 else { return }
    let points = points
    order[low..<high].sort { (points[$0][axis], $0) < (points[$1][axis], $1) }
    let middle = (low + high) / 2
    build(low, middle, axis: (axis + 1) % 3)
    build(middle + 1, high, axis: (axis + 1) % 3)
  }

  private func search(
    _ query: SIMD3<Double>, _ low: Int, _ high: Int, axis: Int, _ isAllowed: (Int) -> Bool,
    _ list: inout NearestList
  ) {
    guard low < high else { return }
    let middle = (low + high) / 2
    let difference = query - points[order[middle]]
    if isAllowed(order[middle]) { list.offer(order[middle], at: (difference * difference).sum()) }
    let offset = difference[axis]
    let next = (axis + 1) % 3
    let near = offset < 0 ? (low, middle) : (middle + 1, high)
    let far = offset < 0 ? (middle + 1, high) : (low, middle)
    search(query, near.0, near.1, axis: next, isAllowed, &list)
    if offset * offset <= list.reach { search(query, far.0, far.1, axis: next, isAllowed, &list) }
  }
}
