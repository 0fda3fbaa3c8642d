internal import Geography
internal import Graphs
internal import Schemas

/// NearBy: regions by the distance of their polygons, or of their centres.
struct NearByRelation: Relation {
  /// Between what regions' distance is taken.
  enum Measure: String, Sendable, CaseIterable {
    case polygon, centre
  }

  static let distance = RelationOption.metres("near-distance", default: 1000, "largest distance")
  static let measure = RelationOption<Measure>.choice(
    "near-measure", default: .polygon, valueName: "measure", "distance of polygon or centre")

  let meaning = RelationMeaning(
    "NearBy", from: .region, to: .region, isSymmetric: true, RelationWording("is near"))
  let needs: [CityInput] = [.regions]
  let options = [distance.flag, measure.flag]

  func facts(of city: RawCity, _ settings: RelationSettings) throws -> [FactPairs] {
    let distance = settings[Self.distance]
    let pairs =
      if settings[Self.measure] == .polygon, let polygons = city.regions.polygons {
        try PolygonNeighbours(polygons.metres, reach: distance).pairs { shape, others, geos in
          try geos.withPrepared(polygons.metres[shape]) { prepared, _ in
            try others.filter { other in
              try geos.with(polygons.metres[other]) { try geos.isWithin(distance, prepared, $0) }
            }
          }
        }
      } else {
        centrePairs(city.regions, distance)
      }
    return [FactPairs(within: city.regions.names, pairs)]
  }

  private func centrePairs(_ regions: RegionSet, _ distance: Double) -> [IndexPair] {
    let centres = regions.centresInMetres
    let grid = PointGrid(centres, cell: max(distance, 1))
    return centres.indices.flatMap { a in
      grid.within(distance, of: centres[a]).filter { $0 > a }.map { IndexPair(a, $0) }
    }
  }
}
