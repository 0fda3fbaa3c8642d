extension RawCity {
  /// Adds the facts of every relation that is wanted and can be derived.
  func addFacts(_ options: RelationOptions, to assembly: inout GraphAssembly) throws {
    for source in factSources(options) { try source.addFacts(to: &assembly) }
  }

  /// The sources of facts, in the order in which they come.
  private func factSources(_ options: RelationOptions) -> [any FactSource] {
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
  func forEachPlace(_ body: (String, SIMD2<Double>) -> Void) {
    func place(_ name: String, _ p: SIMD2<Double>) { body(name, SIMD2(WGS84.wrapped(p.x), p.y)) }
    for region in 0..<regions.count { place(regions.names.string(region), regions.centres[region]) }
    if let pois { for poi in 0..<pois.count { place(pois.names.string(poi), pois.places[poi]) } }
    if let areas { for (id, centre) in zip(areas.ids, areas.centres) { place(id, centre) } }
  }
}
