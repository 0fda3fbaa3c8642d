internal import Graphs
internal import Numerics
internal import Schemas
internal import Support
internal import Synchronization

/// SimilarFunc: regions whose counts of places by category have nearly the same direction, or the most similar
/// regions of each.
struct SimilarFuncRelation: Relation {
  static let least = RelationOption.number(
    "similarity", default: 0.95, in: .above(0, atMost: 1), "least cosine of POI counts by category")
  static let level = RelationOption.count(
    "similarity-level", default: 1, most: 3, valueName: "1-3", "level of the categories")
  static let top = RelationOption<Int?>.optionalCount(
    "similar-top", "the k most similar regions of each instead, made symmetric")

  let meaning = RelationMeaning(
    "SimilarFunc", knowcl: .init("SimilarFunction"), from: .region, to: .region, isSymmetric: true,
    RelationWording("has a mix of places like that of"))
  let needs: [CityInput] = [.polygons, .categories]
  let options = [least.flag, level.flag, top.flag]

  func facts(of city: RawCity, _ settings: RelationSettings) throws -> [FactPairs] {
    guard let pois = city.pois else { return [] }
    let counts = RegionCounts(regions: city.regions.count, pois, level: settings[Self.level] - 1)
    let search = SimilarRegions(counts: counts, least: settings[Self.least], top: settings[Self.top])
    return [FactPairs(within: city.regions.names, search.pairs())]
  }
}

/// Finds pairs of regions whose counts have nearly the same direction.
private struct SimilarRegions: Sendable {
  private static let block = 128
  /// Above the rounding error of single precision products of unit vectors.
  private static let slack: Float = 1e-4

  let counts: RegionCounts
  let least: Double
  let top: Int?

  func pairs() -> [IndexPair] {
    let n = counts.norms.count
    let shards = (n + Self.block - 1) / Self.block
    let pieces = Lock([[IndexPair]](repeating: [], count: shards))
    Parallel.forEach(shards) { shard in
      let piece = similarPairs((shard * Self.block)..<min(n, (shard + 1) * Self.block))
      pieces.withLock { $0[shard] = piece }
    }
    let pairs = pieces.withLock { $0.flatMap { $0 } }
    guard top != nil else { return pairs }
    // One region may be among the nearest of another and not the other way round.
    return Set(pairs.map { IndexPair(min($0.first, $0.second), max($0.first, $0.second)) }).sorted()
  }

  /// Products in single precision say which pairs can be; those are decided in double precision.
  private func similarPairs(_ rows: Range<Int>) -> [IndexPair] {
    let n = counts.norms.count
    let width = counts.width
    guard width > 0 else { return [] }
    var products = [Float](repeating: 0, count: rows.count * n)
    BLAS.gemm(
      transposeB: true, m: rows.count, n: n, k: width,
      Array(counts.unit[(rows.lowerBound * width)..<(rows.upperBound * width)]), lda: width, counts.unit,
      ldb: width, &products, ldc: n)
    return products.withUnsafeBufferPointer { products in
      rows.flatMap { a -> [IndexPair] in
        guard counts.norms[a] > 0 else { return [] }
        let start = (a - rows.lowerBound) * n
        let row = UnsafeBufferPointer(rebasing: products[start..<(start + n)])
        if let top { return mostSimilar(a, row, top) }
        return candidates(row, from: a + 1, atLeast: Float(least) - Self.slack)
          .filter { counts.cosine(a, $0) >= least }.map { IndexPair(a, $0) }
      }
    }
  }

  private func mostSimilar(
    _ a: Int, _ row: UnsafeBufferPointer<Float>, _ top: Int
  ) -> [IndexPair] {
    // The largest products so far, ascending; most of a row is below the least of them.
    var largest: [Float] = []
    var least = -Float.infinity
    for b in row.indices where row[b] > least && b != a && row[b] > 0 {
      largest.insert(row[b], at: largest.firstIndex { $0 >= row[b] } ?? largest.count)
      if largest.count > top { largest.removeFirst() }
      if largest.count == top { least = largest[0] }
    }
    guard let first = largest.first else { return [] }
    return candidates(row, from: 0, atLeast: first - 2 * Self.slack).filter { $0 != a && row[$0] > 0 }
      .map { (-counts.cosine(a, $0), $0) }.sorted { $0 < $1 }.prefix(top).map { IndexPair(a, $0.1) }
  }

  private func candidates(
    _ row: UnsafeBufferPointer<Float>, from start: Int, atLeast least: Float
  ) -> [Int] {
    var found: [Int] = []
    for b in start..<max(start, row.count) where row[b] >= least && row[b] > 0 { found.append(b) }
    return found
  }
}

/// How many places of each category every region has.
private struct RegionCounts: Sendable {
  let width: Int
  /// [regions, width]
  let counts: [Double]
  let norms: [Double]
  /// The counts over their norms; zeros where a region has no places.
  let unit: [Float]

  init(regions: Int, _ pois: POITable, level: Int) {
    let table = pois.levels[level]
    let width = table.names.count
    var counts = [Double](repeating: 0, count: regions * width)
    for (poi, region) in pois.regionOf.enumerated() where region >= 0 && table.of[poi] >= 0 {
      counts[Int(region) * width + Int(table.of[poi])] += 1
    }
    let norms = (0..<regions).map { region in
      counts[(region * width)..<((region + 1) * width)].reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
    self.width = width
    self.counts = counts
    self.norms = norms
    unit = counts.indices.map { norms[$0 / width] > 0 ? Float(counts[$0] / norms[$0 / width]) : 0 }
  }

  func cosine(_ a: Int, _ b: Int) -> Double {
    var product = 0.0
    for column in 0..<width { product += counts[a * width + column] * counts[b * width + column] }
    return product / (norms[a] * norms[b])
  }
}
