internal import Geography
internal import Graphs
internal import Schemas

/// BorderBy: regions whose polygons meet, or nearly.
struct BorderByRelation: Relation {
  /// When polygons that meet in a point only are neighbours (terms of spatial statistics).
  enum Contiguity: String, Sendable, CaseIterable {
    /// Always.
    case queen
    /// Never: they have to share a line.
    case rook
  }

  static let tolerance = RelationOption.metres(
    "border-tolerance", default: 50, "largest distance of polygons; 0 is strict touch")
  static let contiguity = RelationOption<Contiguity>.choice(
    "contiguity", default: .queen, valueName: "rule", "queen, contact in a corner counts; rook, it does not")

  let meaning = RelationMeaning(
    "BorderBy", from: .region, to: .region, isSymmetric: true, RelationWording("borders on"))
  let needs: [CityInput] = [.polygons]
  let options = [tolerance.flag, contiguity.flag]

  func facts(of city: RawCity, _ settings: RelationSettings) throws -> [FactPairs] {
    guard let polygons = city.regions.polygons else { return [] }
    let tolerance = settings[Self.tolerance]
    let isRook = settings[Self.contiguity] == .rook
    // Whether borders touch is exact where the coordinates are as they were read, which may lie a rounding error
    // of the projection apart.
    let shapes = tolerance > 0 ? polygons.metres : polygons.degrees
    let pairs = try PolygonNeighbours(polygons.metres, reach: max(tolerance, 1)).pairs { a, others, geos in
      try geos.withPrepared(shapes[a]) { prepared, geometry in
        try others.filter { b in
          try geos.with(shapes[b]) { other in
            guard tolerance > 0 else {
              return try geos.intersects(prepared, other) && (!isRook || geos.sharesLine(geometry, other))
            }
            guard try geos.isWithin(tolerance, prepared, other) else { return false }
            return try !isRook || haveCommonBorder(geometry, other, within: tolerance, geos)
          }
        }
      }
    }
    return [FactPairs(within: city.regions.names, pairs)]
  }

  private func haveCommonBorder(
    _ a: OpaquePointer, _ b: OpaquePointer, within tolerance: Double, _ geos: GEOSContext
  ) throws -> Bool {
    // Two right angles that meet in a corner have 2 tolerances of each other's border in reach.
    let least = 3 * tolerance
    return try geos.boundary(of: a, within: tolerance, of: b) > least
      && geos.boundary(of: b, within: tolerance, of: a) > least
  }
}
