internal import Geography
package import Graphs
internal import Tables

/// The relations of a city that are wanted, as far as its files tell them.
package struct CityFacts: PlacedFactSource {
  private let city: RawCity
  private let options: RelationOptions

  package init(_ city: RawCity, _ options: RelationOptions) {
    self.city = city
    self.options = options
  }

  package func addFacts(to assembly: inout GraphAssembly) throws {
    for source in city.factSources(options) { try source.addFacts(to: &assembly) }
  }

  package func isRegion(_ id: String) -> Bool { city.isRegion(id) }

  package func forEachPlace(_ body: (String, SIMD2<Double>) -> Void) { city.forEachPlace(body) }
}

extension RawCity {

  /// The sources of facts, in the order in which they come.
  fileprivate func factSources(_ options: RelationOptions) -> [any FactSource] {
    let available = sources
    let wanted = options.relations.filter { $0.sources.allSatisfy(available.contains) }
    var options = options
    options.relations = wanted
    var list: [any FactSource] = [SpatialRelations(regions: regions, options: options)]
    if let flows { list.append(FlowRelations(regions: regions, table: flows, options: options)) }
    if let pois, wanted.contains(.similarFunc) {
      list.append(SimilarFuncRelation(regions: regions, pois: pois, options: options))
    }
    func service(_ relation: Relation) -> [any FactSource] {
      guard let areas, wanted.contains(relation) else { return [] }
      return [
        ServiceRelations(regions: regions, pois: pois, areas: areas, options: options, relation: relation)
      ]
    }
    list += service(.servedBy)
    if let pois {
      list.append(PlaceRelations(regions: regions, pois: pois, options: options))
      if wanted.contains(.relatedBrand) { list.append(RelatedBrandRelation(pois: pois, options: options)) }
      if wanted.contains(.competitive) {
        list.append(CompetitiveRelation(pois: pois, projection: regions.projection, options: options))
      }
      if let checkIns, wanted.contains(.coCheckin) {
        list.append(CoCheckinRelation(pois: pois, table: checkIns, options: options))
      }
    }
    list += service(.belongTo)
    return list
  }

  /// Calls `body` with the name of every region, point of interest and area, and where it is in degrees.
  fileprivate func forEachPlace(_ body: (String, SIMD2<Double>) -> Void) {
    func place(_ name: String, _ p: SIMD2<Double>) { body(name, SIMD2(WGS84.wrapped(p.x), p.y)) }
    for region in 0..<regions.count { place(regions.names.string(region), regions.centres[region]) }
    if let pois { for poi in 0..<pois.count { place(pois.names.string(poi), pois.places[poi]) } }
    if let areas { for (id, centre) in zip(areas.ids, areas.centres) { place(id, centre) } }
  }
}
