internal import Support

/// What each region is conditioned on: its nearest among those before it in a random order, which serves
/// about as well as the best one (Guinness, Technometrics 60(4), 2018).
struct VecchiaSets: Sendable {
  /// The most of a set.
  let capacity: Int
  /// Rows of all sets, `capacity` places for each region.
  private let members: [Int32]
  private let counts: [Int32]

  /// - Parameter places: longitude and latitude in degrees.
  init(_ places: [SIMD2<Double>], _ index: SphereIndex, capacity: Int) {
    self.capacity = capacity
    var random = Philox(seed: 0, "Vecchia order")
    let order = random.permutation(places.count)
    var rank = order
    for (position, row) in order.enumerated() { rank[row] = position }
    var members = [Int32](repeating: 0, count: places.count * capacity)
    members.withUnsafeMutableBufferPointer { members in
      let target = Unchecked(members)
      let rank = rank
      Parallel.forRanges(places.count, grain: 1024) { rows in
        for row in rows {
          let own = rank[row]
          let found = index.nearest(to: places[row], k: capacity) { rank[$0] < own }
          for (place, other) in found.enumerated() { target.value[row * capacity + place] = Int32(other) }
        }
      }
    }
    self.members = members
    counts = rank.map { Int32(min($0, capacity)) }
  }

  /// The rows that a region is conditioned on.
  subscript(_ row: Int) -> ArraySlice<Int32> {
    members[(row * capacity)..<(row * capacity + Int(counts[row]))]
  }
}
