internal import Geography
internal import Graphs
internal import Support
internal import Synchronization

/// BorderBy and NearBy: regions by the distance of their polygons, or of their centres.
struct SpatialRelations: FactSource {
  let regions: RegionSet
  let options: RelationOptions

  func addFacts(to assembly: inout GraphAssembly) throws {
    let wanted = options.relations
    let byCentre = options.nearMeasure == .centre || regions.polygons == nil
    let near = wanted.contains(.nearBy) && !byCentre ? options.nearDistance : nil
    let border = wanted.contains(.borderBy) && regions.polygons != nil
    let pairs = try polygonPairs(border: border, near: near)
    if border {
      try assembly.addSymmetric(pairs.border, options.names.spelling(.borderBy).name, regions.names)
    }
    if wanted.contains(.nearBy) {
      try assembly.addSymmetric(
        byCentre ? centrePairs() : pairs.near, options.names.spelling(.nearBy).name, regions.names)
    }
  }

  private func centrePairs() -> [IndexPair] {
    let places = regions.centresInMetres
    let grid = PointGrid(places, cell: max(options.nearDistance, 1))
    return places.indices.flatMap { a in
      grid.within(options.nearDistance, of: places[a]).filter { $0 > a }.map { IndexPair(a, $0) }
    }
  }

  private typealias Pairs = (border: [IndexPair], near: [IndexPair])

  /// Pairs a < b of neighbours, ascending.
  private func polygonPairs(border: Bool, near: Double?) throws -> Pairs {
    guard let polygons = regions.polygons, border || near != nil else { return ([], []) }
    let boxes = polygons.metres.map(\.box)
    let tree = try BoxTree(boxes)
    // A strict touch may lie a rounding error of the projection apart.
    let reach = max(near ?? 0, border ? max(options.borderTolerance, 1) : 0)
    let grain = 32
    let shards = (regions.count + grain - 1) / grain
    let pieces = Mutex([Pairs](repeating: ([], []), count: shards))
    try Parallel.tryForEach(shards) { shard in
      let piece = try GEOSContext.with { geos in
        var piece: Pairs = ([], [])
        var found: [Int32] = []
        for a in (shard * grain)..<min(regions.count, (shard + 1) * grain) {
          try tree.query(boxes[a].expanded(by: reach), geos, into: &found)
          let others = found.map(Int.init).filter { $0 > a && boxes[a].gap(to: boxes[$0]) <= reach }.sorted()
          guard !others.isEmpty else { continue }
          try geos.withPrepared(polygons.metres[a]) { prepared, _ in
            for b in others {
              try geos.with(polygons.metres[b]) { other in
                if let near, try geos.isWithin(near, prepared, other) { piece.near.append(IndexPair(a, b)) }
              }
            }
          }
          if border {
            piece.border += try borders(
              of: a, others.filter { boxes[a].gap(to: boxes[$0]) <= max(options.borderTolerance, 1) }, geos
            ).map { IndexPair(a, $0) }
          }
        }
        return piece
      }
      pieces.withLock { $0[shard] = piece }
    }
    return pieces.withLock { pieces in (pieces.flatMap(\.border), pieces.flatMap(\.near)) }
  }

  /// Those of `others` that border on region `a`.
  private func borders(of a: Int, _ others: [Int], _ geos: GEOSContext) throws -> [Int] {
    guard let polygons = regions.polygons, !others.isEmpty else { return [] }
    let tolerance = options.borderTolerance
    let isRook = options.contiguity == .rook
    // Whether borders touch is exact where the coordinates are as they were read.
    let shapes = tolerance > 0 ? polygons.metres : polygons.degrees
    return try geos.withPrepared(shapes[a]) { prepared, geometry in
      try others.filter { b in
        try geos.with(shapes[b]) { other in
          guard tolerance > 0 else {
            return try geos.intersects(prepared, other) && (!isRook || geos.sharesLine(geometry, other))
          }
          guard try geos.isWithin(tolerance, prepared, other) else { return false }
          guard isRook else { return true }
          // Two right angles that meet in a corner have 2 tolerances of each other's border in reach.
          let least = 3 * tolerance
          return try geos.boundary(of: geometry, within: tolerance, of: other) > least
            && geos.boundary(of: other, within: tolerance, of: geometry) > least
        }
      }
    }
  }
}
