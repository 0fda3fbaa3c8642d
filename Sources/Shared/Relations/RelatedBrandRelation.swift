internal import Graphs
internal import Schemas

/// RelatedBrand: brands of one category that are found together in enough regions.
struct RelatedBrandRelation: Relation {
  static let least = RelationOption.count("brand-regions", default: 1, "least number of regions with both")

  let meaning = RelationMeaning(
    "RelatedBrand", from: .brand, to: .brand, isSymmetric: true, RelationWording("is found together with"))
  let needs: [CityInput] = [.polygons, .categories, .brands]
  let options = [least.flag]

  func facts(of city: RawCity, _ settings: RelationSettings) throws -> [FactPairs] {
    guard let pois = city.pois else { return [] }
    // Region, category and brand of every branded place, once each.
    struct Presence: Hashable {
      let region: Int32
      let category: Int32
      let brand: Int32
    }
    var seen = Set<Presence>()
    for poi in 0..<pois.count where pois.brandOf[poi] >= 0 && pois.regionOf[poi] >= 0 {
      let category = pois.finestCategory(poi)
      guard category >= 0 else { continue }
      seen.insert(Presence(region: pois.regionOf[poi], category: category, brand: pois.brandOf[poi]))
    }
    let sorted = seen.sorted { ($0.region, $0.category, $0.brand) < ($1.region, $1.category, $1.brand) }
    var regionsOf: [IndexPair: (count: Int, last: Int32)] = [:]
    var start = 0
    while start < sorted.count {
      let key = sorted[start]
      let end =
        sorted[start...].firstIndex { $0.region != key.region || $0.category != key.category } ?? sorted.count
      for a in start..<end {
        for b in (a + 1)..<max(end, a + 1) {
          let pair = IndexPair(sorted[a].brand, sorted[b].brand)
          let old = regionsOf[pair] ?? (0, -1)
          // Two categories of one region count once.
          if old.last != key.region { regionsOf[pair] = (old.count + 1, key.region) }
        }
      }
      start = end
    }
    let least = settings[Self.least]
    return [FactPairs(within: pois.brands, regionsOf.filter { $0.value.count >= least }.keys.sorted())]
  }
}
