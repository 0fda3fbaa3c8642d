internal import Schemas
internal import Support

/// Which regions have places of the same kinds, as the graph tells it.
struct SimilarPlaces {
  /// For each region those whose places are most alike, the most alike first; none for a region without places.
  let regions: [[Int]]

  /// Places are entities that a fact joins with a region, categories those that a fact joins with a place; a region's
  /// profile is how many of its places are of each category, and two regions are as alike as the cosine of theirs.
  /// - Parameters:
  ///   - entities: of the regions.
  ///   - count: similar regions of each.
  init(_ graph: KnowledgeGraph, entities: [Int], count: Int) {
    let profiles = Self.profiles(graph, entities)
    let categories = profiles.reduce(0) { max($0, ($1.last?.category ?? -1) + 1) }
    let lengths = profiles.map { $0.reduce(0) { $0 + $1.count * $1.count }.squareRoot() }
    var regions = [[Int]](repeating: [], count: entities.count)
    regions.withUnsafeMutableBufferPointer { regions in
      guard let base = regions.baseAddress else { return }
      let target = Unchecked(base)
      Parallel.forRanges(entities.count, grain: 16) { range in
        for region in range where lengths[region] > 0 {
          var dense = [Double](repeating: 0, count: categories)
          for entry in profiles[region] { dense[entry.category] = entry.count }
          let cosines = profiles.indices.compactMap { other -> (cosine: Double, region: Int)? in
            guard other != region, lengths[other] > 0 else { return nil }
            let product = profiles[other].reduce(0) { $0 + $1.count * dense[$1.category] }
            return product > 0 ? (product / lengths[other], other) : nil
          }
          let best = cosines.sorted { ($1.cosine, $0.region) < ($0.cosine, $1.region) }
          target.value[region] = best.prefix(count).map(\.region)
        }
      }
    }
    self.regions = regions
  }

  /// Places of each category, by region; categories ascend.
  private static func profiles(_ graph: KnowledgeGraph, _ entities: [Int]) -> [[(
    category: Int, count: Double
  )]] {
    let numbers = Dictionary(entities.enumerated().map { ($1, $0) }) { first, _ in first }
    var regionsOfPlace: [Int: Set<Int>] = [:]
    var categoriesOfPlace: [Int: Set<Int>] = [:]
    for (head, tail) in zip(graph.heads, graph.tails) {
      for (one, other) in [(Int(head), Int(tail)), (Int(tail), Int(head))]
      where graph.entityTypes[one] == .poi {
        switch graph.entityTypes[other] {
        case .region: if let number = numbers[other] { regionsOfPlace[one, default: []].insert(number) }
        case .category: categoriesOfPlace[one, default: []].insert(other)
        case .poi, .brand, .area, .other: break
        }
      }
    }
    var counts = [[Int: Double]](repeating: [:], count: entities.count)
    for (place, regions) in regionsOfPlace {
      for region in regions {
        for category in categoriesOfPlace[place] ?? [] { counts[region][category, default: 0] += 1 }
      }
    }
    return counts.map { counts in counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } }
  }
}
