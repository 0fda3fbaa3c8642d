internal import Geography
internal import Graphs
internal import Schemas

/// Competitive: places of one category and of different brands that lie near each other.
struct CompetitiveRelation: Relation {
  static let distance = RelationOption.metres("competitive-distance", default: 500, "largest distance")

  let meaning = RelationMeaning(
    "Competitive", from: .poi, to: .poi, isSymmetric: true, RelationWording("competes with"))
  let needs: [CityInput] = [.categories, .brands]
  let options = [distance.flag]

  func facts(of city: RawCity, _ settings: RelationSettings) throws -> [FactPairs] {
    guard let pois = city.pois else { return [] }
    let branded = (0..<pois.count).filter { pois.brandOf[$0] >= 0 && pois.finestCategory($0) >= 0 }
    let points = branded.map { city.regions.projection.metres(pois.positions[$0]) }
    let categories = branded.map { pois.finestCategory($0) }
    let radius = settings[Self.distance]
    let grid = PointGrid(points, kinds: categories, cell: max(radius, 1))
    var pairs: [IndexPair] = []
    for a in branded.indices {
      grid.forEach(within: radius, of: points[a], kind: categories[a]) { b in
        if b > a, pois.brandOf[branded[b]] != pois.brandOf[branded[a]] {
          pairs.append(IndexPair(branded[a], branded[b]))
        }
      }
    }
    return [FactPairs(within: pois.names, pairs)]
  }
}
