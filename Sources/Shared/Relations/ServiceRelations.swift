internal import Geography
internal import Graphs

/// ServedBy and BelongTo: regions and places near a business area.
struct ServiceRelations: FactSource {
  let regions: RegionSet
  let pois: POITable?
  let areas: PolygonLayer
  let options: RelationOptions

  /// One fact of each pair: regions first, places last (other relations may come between).
  let relation: Relation

  func addFacts(to assembly: inout GraphAssembly) throws {
    let projection = regions.projection
    let shapes = areas.shapes.map { $0.mapPoints { projection.metres($0) } }
    let names = NameTable()
    for id in areas.ids { _ = names.intern(id) }
    let (name, reversed) = options.names.spelling(relation)
    func add(_ heads: NameTable, _ head: Int, _ area: Int) throws {
      if reversed {
        try assembly.add(names, area, name, heads, head)
      } else {
        try assembly.add(heads, head, name, names, area)
      }
    }
    if relation == .servedBy {
      for pair in try servedRegions(shapes) { try add(regions.names, Int(pair.first), Int(pair.second)) }
    } else if let pois {
      let join = try PolygonJoin(shapes, .within(options.serviceDistance))
      for match in try join.matches(count: pois.count, { projection.metres(pois.places[$0]) }) {
        try add(pois.names, Int(match.point), Int(match.polygon))
      }
    }
  }

  /// Regions and areas at most the distance apart, by region and then area.
  private func servedRegions(_ areas: [PolygonShape]) throws -> [IndexPair] {
    let distance = options.serviceDistance
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
