internal import Graphs

/// LocateAt, Cate1Of to Cate3Of, SubCateOf, BrandOf: what the table of points of interest says by itself.
struct PlaceRelations: FactSource {
  let regions: RegionSet
  let pois: POITable
  let options: RelationOptions

  func addFacts(to assembly: inout GraphAssembly) throws {
    if options.relations.contains(.locateAt) {
      try add(.locateAt, pois.regionOf, regions.names, to: &assembly)
    }
    for (level, relation) in [Relation.cate1Of, .cate2Of, .cate3Of].enumerated()
    where options.relations.contains(relation) {
      try add(relation, pois.levels[level].of, pois.levels[level].names, to: &assembly)
    }
    if options.relations.contains(.subCateOf) { try addSubcategories(to: &assembly) }
    if options.relations.contains(.brandOf) { try add(.brandOf, pois.brandOf, pois.brands, to: &assembly) }
  }

  private func add(
    _ relation: Relation, _ tails: [Int32], _ names: NameTable, to assembly: inout GraphAssembly
  ) throws {
    let name = options.names.spelling(relation).name
    for (poi, tail) in tails.enumerated() where tail >= 0 {
      try assembly.add(pois.names, poi, name, names, Int(tail))
    }
  }

  /// From each category to the next coarser one that its places have.
  private func addSubcategories(to assembly: inout GraphAssembly) throws {
    let name = options.names.spelling(.subCateOf).name
    for (coarse, fine) in [(0, 1), (1, 2), (0, 2)] {
      var pairs = Set<IndexPair>()
      for poi in 0..<pois.count {
        let pair = IndexPair(pois.levels[fine].of[poi], pois.levels[coarse].of[poi])
        // Levels 3 and 1 are next to each other where there is no level 2.
        let skipped = fine - coarse == 2 && pois.levels[1].of[poi] >= 0
        if pair.first >= 0, pair.second >= 0, !skipped { pairs.insert(pair) }
      }
      for pair in pairs.sorted() {
        try assembly.add(
          pois.levels[fine].names, Int(pair.first), name, pois.levels[coarse].names, Int(pair.second))
      }
    }
  }
}
