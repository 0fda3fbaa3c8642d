/// A polygon or multipolygon: rings of points, each closed (the last point is the first again). The first ring
/// of a part is its outline, the others are holes.
package struct PolygonShape: Sendable, Equatable {
  /// The points of all rings, one ring after another.
  private(set) var points: [SIMD2<Double>] = []
  /// Where each ring ends in `points`.
  private(set) var ringEnds: [Int] = []
  /// Where each part ends in `ringEnds`.
  private(set) var partEnds: [Int] = []

  init() {}

  package init(parts: [[[SIMD2<Double>]]]) {
    for part in parts {
      for ring in part { append(ring: ring) }
      endPart()
    }
  }

  init(points: [SIMD2<Double>], ringEnds: [Int], partEnds: [Int]) {
    self.points = points
    self.ringEnds = ringEnds
    self.partEnds = partEnds
  }

  mutating func append(ring: some Sequence<SIMD2<Double>>) {
    points.append(contentsOf: ring)
    ringEnds.append(points.count)
  }

  /// Adds the parts of another.
  mutating func append(_ other: PolygonShape) {
    let (point, ring) = (points.count, ringEnds.count)
    points += other.points
    ringEnds += other.ringEnds.map { $0 + point }
    partEnds += other.partEnds.map { $0 + ring }
  }

  mutating func endPart() { partEnds.append(ringEnds.count) }

  package var isEmpty: Bool { points.isEmpty }

  func ring(_ index: Int) -> ArraySlice<SIMD2<Double>> {
    points[(index == 0 ? 0 : ringEnds[index - 1])..<ringEnds[index]]
  }

  /// Holes of the part that has the most.
  var mostHoles: Int { partEnds.indices.map { rings(ofPart: $0).count - 1 }.max() ?? 0 }

  /// The rings of a part.
  func rings(ofPart part: Int) -> Range<Int> { (part == 0 ? 0 : partEnds[part - 1])..<partEnds[part] }

  package var box: Box {
    var box = Box.empty
    for point in points { box.extend(to: point) }
    return box
  }

  /// The rings of all parts, one after another: of each part its outline, then its holes.
  package var rings: [(points: ArraySlice<SIMD2<Double>>, isHole: Bool)] {
    partEnds.indices.flatMap { part in
      let rings = rings(ofPart: part)
      return rings.map { (ring($0), $0 != rings.lowerBound) }
    }
  }

  /// The same rings with all points moved by one call.
  package func mapPoints(together transform: ([SIMD2<Double>]) -> [SIMD2<Double>]) -> PolygonShape {
    PolygonShape(points: transform(points), ringEnds: ringEnds, partEnds: partEnds)
  }

  /// The same rings with their points moved.
  package func mapPoints(_ transform: (SIMD2<Double>) -> SIMD2<Double>) -> PolygonShape {
    PolygonShape(points: points.map(transform), ringEnds: ringEnds, partEnds: partEnds)
  }
}
