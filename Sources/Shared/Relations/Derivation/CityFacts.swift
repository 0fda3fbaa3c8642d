internal import Geography
package import Graphs
internal import Support

/// The relations of a city that are wanted, as far as its files tell them.
package struct CityFacts: LocatedFactSource {
  private let city: RawCity
  private let relations: [any Relation]
  private let names: RelationNames
  private let settings: RelationSettings

  /// - Parameters:
  ///   - selection: the relations that are wanted; those whose inputs the city lacks are left out.
  ///   - names: how to call them.
  package init(
    _ city: RawCity, _ selection: RelationSelection, names: RelationNames = .published,
    _ settings: RelationSettings = RelationSettings()
  ) {
    self.city = city
    relations = selection.relations.filter { $0.needs.allSatisfy(city.inputs.contains) }
    self.names = names
    self.settings = settings
  }

  package func addFacts(to assembly: GraphAssembly) throws {
    for relation in relations {
      let spelling = relation.meaning.spelling(names)
      for facts in try relation.facts(of: city, settings) {
        let all = relation.meaning.isSymmetric ? facts.mirrored : facts
        try (spelling.isReversed ? all.reversed : all).add(spelling.name, to: assembly)
      }
    }
  }

  package func isRegion(_ id: String) -> Bool { city.isRegion(id) }

  /// Every region, point of interest and area.
  package func forEachPosition(_ body: (String, SIMD2<Double>) -> Void) {
    func add(_ name: String, _ p: SIMD2<Double>) { body(name, SIMD2(WGS84.wrapped(p.x), p.y)) }
    let regions = city.regions
    for region in 0..<regions.count { add(regions.names.string(region), regions.centres[region]) }
    if let pois = city.pois { for poi in 0..<pois.count { add(pois.names.string(poi), pois.positions[poi]) } }
    if let areas = city.areas { for (id, centre) in zip(areas.ids, areas.centres) { add(id, centre) } }
  }
}
