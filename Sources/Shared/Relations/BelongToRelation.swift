internal import Geography
internal import Graphs
internal import Schemas

/// BelongTo: points of interest near a business area.
struct BelongToRelation: Relation {
  let meaning = RelationMeaning(
    "BelongTo", from: .poi, to: .area,
    RelationWording(ofHead: "belongs to the business area", ofTail: "is the business area of"))
  let needs: [CityInput] = [.pois, .areas]
  let options = [ServedByRelation.distance.flag]

  func facts(of city: RawCity, _ settings: RelationSettings) throws -> [FactPairs] {
    guard let pois = city.pois, let areas = city.areas else { return [] }
    let projection = city.regions.projection
    let shapes = areas.shapes.map { $0.mapPoints { projection.metres($0) } }
    let join = try PolygonJoin(shapes, .within(settings[ServedByRelation.distance]))
    let matches = try join.matches(count: pois.count) { projection.metres(pois.positions[$0]) }
    return [FactPairs(pois.names, NameList(areas.ids), matches.map { IndexPair($0.point, $0.polygon) })]
  }
}
