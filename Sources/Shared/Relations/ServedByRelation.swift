internal import Geography
internal import Graphs
internal import Schemas

/// ServedBy: regions near a business area.
struct ServedByRelation: Relation {
  static let distance = RelationOption.metres(
    "service-distance", default: 3000, "largest distance from a business area")

  let meaning = RelationMeaning(
    "ServedBy", knowcl: .init("ProvideService", isReversed: true), from: .region, to: .area,
    RelationWording(ofHead: "is served by the business area", ofTail: "serves the region"))
  let needs: [CityInput] = [.regions, .areas]
  let options = [distance.flag]

  func facts(of city: RawCity, _ settings: RelationSettings) throws -> [FactPairs] {
    guard let areas = city.areas else { return [] }
    let shapes = areas.shapes.map { $0.mapPoints { city.regions.projection.metres($0) } }
    let pairs = try servedRegions(city.regions, shapes, settings[Self.distance])
    return [FactPairs(city.regions.names, NameList(areas.ids), pairs)]
  }

  /// Regions and areas at most the distance apart, by region and then area.
  private func servedRegions(
    _ regions: RegionSet, _ areas: [PolygonShape], _ distance: Double
  ) throws -> [IndexPair] {
    guard let polygons = regions.polygons?.metres else {
      let centres = regions.centresInMetres
      return try PolygonJoin(areas, .within(distance)).matches(count: centres.count) { centres[$0] }
        .map { IndexPair($0.point, $0.polygon) }
    }
    let boxes = polygons.map(\.box)
    let tree = try BoxTree(boxes)
    return try GEOSContext.with { geos in
      var pairs: [IndexPair] = []
      var found: [Int32] = []
      for (area, shape) in areas.enumerated() {
        try tree.query(shape.box.expanded(by: distance), geos, into: &found)
        try geos.withPrepared(shape) { prepared, _ in
          for region in found {
            let near = try geos.with(polygons[Int(region)]) { try geos.isWithin(distance, prepared, $0) }
            if near { pairs.append(IndexPair(region, Int32(area))) }
          }
        }
      }
      return pairs.sorted()
    }
  }
}
