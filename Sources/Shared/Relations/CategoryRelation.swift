internal import Graphs
internal import Schemas

/// Cate1Of to Cate3Of: the category of a point of interest on one level.
struct CategoryRelation: Relation {
  /// From 1, the coarsest.
  let level: Int
  let needs: [CityInput] = [.categories]

  var meaning: RelationMeaning {
    RelationMeaning(
      "Cate\(level)Of", family: (prefix: "Cate", suffix: "Of"), from: .poi, to: .category,
      RelationWording(ofHead: "is of the category", ofTail: "is the category of"))
  }

  func facts(of city: RawCity, _ settings: RelationSettings) throws -> [FactPairs] {
    guard let pois = city.pois else { return [] }
    let categories = pois.levels[level - 1]
    return [FactPairs(pois.names, categories.names, tailOf: categories.of)]
  }
}
