internal import Geography
internal import Graphs

/// Competitive: places of one category and of different brands that lie near each other.
struct CompetitiveRelation: FactSource {
  let pois: POITable
  let projection: LocalProjection
  let options: RelationOptions

  func addFacts(to assembly: inout GraphAssembly) throws {
    let branded = (0..<pois.count).filter { pois.brandOf[$0] >= 0 && pois.finestCategory($0) >= 0 }
    let places = branded.map { projection.metres(pois.places[$0]) }
    let kinds = branded.map { pois.finestCategory($0) }
    let radius = options.competitiveDistance
    let grid = PointGrid(places, kinds: kinds, cell: max(radius, 1))
    let name = options.names.spelling(.competitive).name
    var rivals: [Int] = []
    for a in branded.indices {
      rivals.removeAll(keepingCapacity: true)
      grid.forEach(within: radius, of: places[a], kind: kinds[a]) { b in
        if pois.brandOf[branded[b]] != pois.brandOf[branded[a]] { rivals.append(b) }
      }
      for b in rivals.sorted() { try assembly.add(pois.names, branded[a], name, pois.names, branded[b]) }
    }
  }
}
