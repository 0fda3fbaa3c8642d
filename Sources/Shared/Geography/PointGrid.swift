/// Points in square cells, to find those near a position. Making it and asking it are linear in the points: the
/// cells are hashed into about as many slots as there are points, wherever they lie.
package struct PointGrid: Sendable {
  private let points: [SIMD2<Double>]
  /// A number of each point; those of another number are not found.
  private let kinds: [Int32]?
  private let cell: Double
  private let mask: Int
  /// Where the points of each slot end in `order`.
  private let ends: [Int32]
  private let order: [Int32]

  /// - Parameters:
  ///   - points: in metres.
  ///   - kinds: a number for each point, where only points of one kind are to be found.
  ///   - cell: side of a cell in metres, best the usual search radius.
  package init(_ points: [SIMD2<Double>], kinds: [Int32]? = nil, cell: Double) {
    self.points = points
    self.kinds = kinds
    self.cell = cell
    var slots = 1
    while slots < points.count { slots *= 2 }
    let mask = slots - 1
    var ends = [Int32](repeating: 0, count: slots + 1)
    let slot = points.indices.map { index in
      let (x, y) = Self.cell(points[index], cell)
      return Int32(Self.hash(x, y, kinds?[index] ?? 0) & mask)
    }
    for slot in slot { ends[Int(slot) + 1] += 1 }
    for slot in 0..<slots { ends[slot + 1] += ends[slot] }
    var next = ends
    var order = [Int32](repeating: 0, count: points.count)
    for (index, slot) in slot.enumerated() {
      order[Int(next[Int(slot)])] = Int32(index)
      next[Int(slot)] += 1
    }
    self.mask = mask
    self.ends = ends
    self.order = order
  }

  /// Calls `body` with the index of every point of `kind` at most `radius` away, in no order.
  package func forEach(within radius: Double, of p: SIMD2<Double>, kind: Int32 = 0, _ body: (Int) -> Void) {
    let low = Self.cell(p - radius, cell)
    let high = Self.cell(p + radius, cell)
    for y in low.y...high.y {
      for x in low.x...high.x {
        let slot = Self.hash(x, y, kind) & mask
        for entry in ends[slot]..<ends[slot + 1] {
          let index = Int(order[Int(entry)])
          // Other cells may share the slot.
          guard Self.cell(points[index], cell) == (x, y), kinds.map({ $0[index] == kind }) ?? true else {
            continue
          }
          if (points[index] - p).norm <= radius { body(index) }
        }
      }
    }
  }

  /// Indices of the points at most `radius` away, ascending.
  package func within(_ radius: Double, of p: SIMD2<Double>) -> [Int] {
    var found: [Int] = []
    forEach(within: radius, of: p) { found.append($0) }
    return found.sorted()
  }

  private static func cell(_ p: SIMD2<Double>, _ side: Double) -> (x: Int, y: Int) {
    (Int((p.x / side).rounded(.down)), Int((p.y / side).rounded(.down)))
  }

  private static func hash(_ x: Int, _ y: Int, _ kind: Int32) -> Int {
    var h = UInt64(bitPattern: Int64(x)) &* 0x9e37_79b9_7f4a_7c15
    h = (h ^ (h >> 29) ^ UInt64(bitPattern: Int64(y))) &* 0xbf58_476d_1ce4_e5b9
    h = (h ^ (h >> 32) ^ UInt64(UInt32(bitPattern: kind))) &* 0x94d0_49bb_1331_11eb
    return Int(truncatingIfNeeded: (h ^ (h >> 31)) & 0x7fff_ffff_ffff_ffff)
  }
}
