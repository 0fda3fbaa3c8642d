internal import Graphs

/// CoCheckin: places that people visited one after the other, in either order, often enough.
struct CoCheckinRelation: FactSource {
  let pois: POITable
  let table: CheckInTable
  let options: RelationOptions

  func addFacts(to assembly: inout GraphAssembly) throws {
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
      if end - start >= options.checkInCount { pairs.append(steps[start]) }
      start = end
    }
    try assembly.addSymmetric(pairs, options.names.spelling(.coCheckin).name, pois.names)
  }
}
