package import Graphs

/// A relation that can be derived from a city's raw files; docs/relations.md defines each.
///
/// All that the pipeline knows about a relation is here. One more is a type of its own and a line in
/// `KnownRelations`.
package protocol Relation: Sendable {
  /// Its names, what it joins, whether it holds both ways, how its facts read.
  var meaning: RelationMeaning { get }
  /// What it is derived from: all of it has to be there.
  var needs: [CityInput] { get }
  /// What can be set about it.
  var options: [RelationFlag] { get }
  /// The facts, as lists that are joined; where the relation is symmetric, each pair in one direction only.
  /// - Precondition: the city has what the relation `needs`.
  /// - Throws: `Failure` where GEOS fails.
  func facts(of city: RawCity, _ settings: RelationSettings) throws -> [FactPairs]
}

extension Relation {
  package var options: [RelationFlag] { [] }
  package var name: String { meaning.name }
}

/// What relations are derived from.
package enum CityInput: String, Sendable, CaseIterable {
  case regions, polygons, pois, categories, brands, flows, checkins, areas

  /// How to provide it, for messages.
  package var hint: String {
    switch self {
    case .regions: "--regions"
    case .polygons: "polygons (--regions FILE.geojson)"
    case .pois: "--pois"
    case .categories: "a category column in --pois"
    case .brands: "a brand column in --pois"
    case .flows: "--flows"
    case .checkins: "--checkins"
    case .areas: "--areas"
    }
  }
}
