internal import Graphs
internal import Schemas

/// BrandOf: the brand of a point of interest.
struct BrandRelation: Relation {
  let meaning = RelationMeaning(
    "BrandOf", from: .poi, to: .brand,
    RelationWording(ofHead: "is of the brand", ofTail: "is the brand of"))
  let needs: [CityInput] = [.brands]

  func facts(of city: RawCity, _ settings: RelationSettings) throws -> [FactPairs] {
    guard let pois = city.pois else { return [] }
    return [FactPairs(pois.names, pois.brands, tailOf: pois.brandOf)]
  }
}
