internal import Graphs
internal import Schemas

/// CoCheckin: places that people visited one after the other, in either order, often enough.
struct CoCheckinRelation: Relation {
  static let least = RelationOption.count("checkin-count", default: 3, "least number of visits in a row")

  let meaning = RelationMeaning(
    "CoCheckin", from: .poi, to: .poi, isSymmetric: true, RelationWording("is visited before or after"))
  let needs: [CityInput] = [.pois, .checkins]
  let options = [least.flag]

  func facts(of city: RawCity, _ settings: RelationSettings) throws -> [FactPairs] {
    guard let pois = city.pois, let table = city.checkIns else { return [] }
    let least = settings[Self.least]
    var steps: [IndexPair] = []
    for (a, b) in zip(table.visits, table.visits.dropFirst())
    where a.user == b.user && a.poi != b.poi && a.poi >= 0 && b.poi >= 0 {
      steps.append(IndexPair(min(a.poi, b.poi), max(a.poi, b.poi)))
    }
    steps.sort()
    var pairs: [IndexPair] = []
    var start = 0
    while start < steps.count {
      let end = steps[start...].firstIndex { $0 != steps[start] } ?? steps.count
      if end - start >= least { pairs.append(steps[start]) }
      start = end
    }
    return [FactPairs(within: pois.names, pairs)]
  }
}
