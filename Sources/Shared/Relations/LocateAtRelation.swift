internal import Graphs
internal import Schemas

/// LocateAt: the region that holds a point of interest.
struct LocateAtRelation: Relation {
  let meaning = RelationMeaning(
    "LocateAt", from: .poi, to: .region,
    RelationWording(
      ofHead: "lies in the region", ofTail: "has the place", tally: .init("place", by: "Cate1Of")))
  let needs: [CityInput] = [.polygons, .pois]

  func facts(of city: RawCity, _ settings: RelationSettings) throws -> [FactPairs] {
    guard let pois = city.pois else { return [] }
    return [FactPairs(pois.names, city.regions.names, tailOf: pois.regionOf)]
  }
}
