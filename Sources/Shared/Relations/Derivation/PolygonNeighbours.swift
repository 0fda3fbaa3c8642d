internal import Geography
internal import Support
internal import Synchronization

/// Pairs of polygons of which something holds that needs them to be near each other, found in parallel.
struct PolygonNeighbours {
  private static let grain = 32

  private let boxes: [Box]
  private let tree: BoxTree
  private let reach: Double

  /// - Parameter reach: no pair further apart is wanted, in the unit of the polygons.
  init(_ polygons: [PolygonShape], reach: Double) throws {
    boxes = polygons.map(\.box)
    tree = try BoxTree(boxes)
    self.reach = reach
  }

  /// - Parameter hold: those of a polygon's candidates, all of them after it, that it is to be paired with.
  /// - Returns: pairs a < b, ascending.
  func pairs(
    _ hold: @Sendable (_ polygon: Int, _ candidates: [Int], GEOSContext) throws -> [Int]
  ) throws -> [IndexPair] {
    let shards = (boxes.count + Self.grain - 1) / Self.grain
    let pieces = Lock([[IndexPair]](repeating: [], count: shards))
    try Parallel.tryForEach(shards) { shard in
      let piece = try GEOSContext.with { geos in
        var piece: [IndexPair] = []
        var found: [Int32] = []
        for a in (shard * Self.grain)..<min(boxes.count, (shard + 1) * Self.grain) {
          try tree.query(boxes[a].expanded(by: reach), geos, into: &found)
          let others = found.map(Int.init).filter { $0 > a && boxes[a].gap(to: boxes[$0]) <= reach }.sorted()
          if !others.isEmpty { piece += try hold(a, others, geos).map { IndexPair(a, $0) } }
        }
        return piece
      }
      pieces.withLock { $0[shard] = piece }
    }
    return pieces.withLock { Array($0.joined()) }
  }
}
