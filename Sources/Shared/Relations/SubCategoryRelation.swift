internal import Graphs
internal import Schemas

/// SubCateOf: from each category to the next coarser one that its places have.
struct SubCategoryRelation: Relation {
  let meaning = RelationMeaning(
    "SubCateOf", family: (prefix: "SubCateOf", suffix: ""), from: .category, to: .category,
    RelationWording(ofHead: "is a category within", ofTail: "has within it the category"))
  let needs: [CityInput] = [.categories]

  func facts(of city: RawCity, _ settings: RelationSettings) throws -> [FactPairs] {
    guard let pois = city.pois else { return [] }
    return [(0, 1), (1, 2), (0, 2)].map { coarse, fine in
      var pairs = Set<IndexPair>()
      for poi in 0..<pois.count {
        let pair = IndexPair(pois.levels[fine].of[poi], pois.levels[coarse].of[poi])
        // Levels 3 and 1 are next to each other where there is no level 2.
        let skipped = fine - coarse == 2 && pois.levels[1].of[poi] >= 0
        if pair.first >= 0, pair.second >= 0, !skipped { pairs.insert(pair) }
      }
      return FactPairs(pois.levels[fine].names, pois.levels[coarse].names, pairs.sorted())
    }
  }
}
