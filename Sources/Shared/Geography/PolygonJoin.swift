internal import Support
internal import Synchronization

/// Which polygons hold, or lie near, which of many points.
package struct PolygonJoin {
  /// How a point and a polygon belong together.
  package enum Rule: Sendable {
    /// The point is inside or on the border.
    case holds
    /// They are at most so far apart, in the units of the coordinates.
    case within(Double)
  }

  /// A pair of a point and a polygon.
  package struct Match: Sendable, Equatable {
    package var point: Int32
    package var polygon: Int32
  }

  private static let batch = 1 << 21
  private static let grain = 1 << 14

  private let shapes: [PolygonShape]
  private let tree: BoxTree
  private let rule: Rule

  /// - Parameter shapes: polygons in the same coordinates as the points will be.
  package init(_ shapes: [PolygonShape], _ rule: Rule) throws {
    self.shapes = shapes
    self.rule = rule
    tree = try BoxTree(shapes.map(\.box))
  }

  /// Every match, by point and then polygon. Points that are NaN match nothing.
  ///
  /// Points go in batches, and within a batch polygon by polygon, so that each polygon is prepared once a
  /// batch and forgotten: memory grows with the matches only.
  package func matches(count: Int, _ position: @Sendable (Int) -> SIMD2<Double>) throws -> [Match] {
    var all: [Match] = []
    for start in stride(from: 0, to: count, by: Self.batch) {
      let range = start..<min(count, start + Self.batch)
      let candidates = Self.byPolygon(try candidates(range, position), polygons: shapes.count)
      all += try confirmed(candidates, position).sorted { ($0.point, $0.polygon) < ($1.point, $1.polygon) }
    }
    return all
  }

  /// Pairs whose boxes meet.
  private func candidates(_ range: Range<Int>, _ position: @Sendable (Int) -> SIMD2<Double>) throws -> [Match]
  {
    let margin = if case .within(let distance) = rule { distance } else { 0.0 }
    let shards = (range.count + Self.grain - 1) / Self.grain
    let pieces = Lock([[Match]](repeating: [], count: shards))
    try Parallel.tryForEach(shards) { shard in
      let first = range.lowerBound + shard * Self.grain
      var piece: [Match] = []
      try GEOSContext.with { geos in
        var found: [Int32] = []
        for point in first..<min(range.upperBound, first + Self.grain) {
          let p = position(point)
          guard p.x.isFinite, p.y.isFinite else { continue }
          try tree.query(Box(low: p - margin, high: p + margin), geos, into: &found)
          for polygon in found { piece.append(Match(point: Int32(point), polygon: polygon)) }
        }
      }
      pieces.withLock { $0[shard] = piece }
    }
    return pieces.withLock { $0.flatMap { $0 } }
  }

  /// Sorted by polygon, by counting.
  private static func byPolygon(_ matches: [Match], polygons: Int) -> [Match] {
    var next = [Int](repeating: 0, count: polygons + 1)
    for match in matches { next[Int(match.polygon) + 1] += 1 }
    for polygon in 0..<polygons { next[polygon + 1] += next[polygon] }
    var sorted = matches
    for match in matches {
      sorted[next[Int(match.polygon)]] = match
      next[Int(match.polygon)] += 1
    }
    return sorted
  }

  /// The candidates that truly match.
  private func confirmed(_ candidates: [Match], _ position: @Sendable (Int) -> SIMD2<Double>) throws
    -> [Match]
  {
    let shards = (candidates.count + Self.grain - 1) / Self.grain
    let pieces = Lock([[Match]](repeating: [], count: shards))
    try Parallel.tryForEach(shards) { shard in
      let range = (shard * Self.grain)..<min(candidates.count, (shard + 1) * Self.grain)
      var piece: [Match] = []
      try GEOSContext.with { geos in
        var start = range.lowerBound
        while start < range.upperBound {
          let polygon = candidates[start].polygon
          let end =
            candidates[start..<range.upperBound].firstIndex { $0.polygon != polygon } ?? range.upperBound
          try geos.withPrepared(shapes[Int(polygon)]) { prepared, _ in
            for match in candidates[start..<end] {
              let point = try geos.point(position(Int(match.point)))
              defer { geos.destroy(point) }
              if try isMatch(prepared, point, geos) { piece.append(match) }
            }
          }
          start = end
        }
      }
      pieces.withLock { $0[shard] = piece }
    }
    return pieces.withLock { $0.flatMap { $0 } }
  }

  private func isMatch(_ prepared: OpaquePointer, _ point: OpaquePointer, _ geos: GEOSContext) throws -> Bool
  {
    switch rule {
    case .holds: try geos.intersects(prepared, point)
    case .within(let distance): try geos.isWithin(distance, prepared, point)
    }
  }
}
