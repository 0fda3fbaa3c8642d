internal import Schemas

extension RegionViews {
  /// How many regions have how many views, such as `3 (1 region), 10 (5 regions)`.
  var summary: String {
    let tally = Dictionary(grouping: counts) { $0 }.mapValues(\.count)
    guard tally.count <= 8 else {
      let sorted = counts.sorted()
      return "\(sorted[0]) to \(sorted[sorted.count - 1]), median \(sorted[sorted.count / 2])"
    }
    return tally.sorted { $0.key < $1.key }.map { count, regions in
      "\(count) (\(regions) region\(regions == 1 ? "" : "s"))"
    }.joined(separator: ", ")
  }
}
