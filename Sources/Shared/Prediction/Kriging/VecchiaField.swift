internal import Numerics
internal import Support

/// The covariance whose density is a product of small ones: each region given a few of those before it
/// (Vecchia 1988). Time and memory are linear in regions. With as many neighbours as regions it is exact.
///
/// Its inverse is BᵀF⁻¹B, where row i of B is the region less its weighted neighbours and Fᵢ their variance.
struct VecchiaField: FieldCovariance {
  private let nearest: NearestConditioning
  private let sets: VecchiaSets

  /// Shards of the regions, whose sums are added in their order.
  private static let shards = 32
  /// Rows that are whitened before they are multiplied.
  private static let block = 256

  /// - Parameters:
  ///   - places: longitude and latitude in degrees.
  ///   - neighbours: regions that one is conditioned on.
  init(_ places: [SIMD2<Double>], _ smoothness: Smoothness, neighbours: Int) {
    nearest = NearestConditioning(places, smoothness, neighbours: neighbours)
    sets = VecchiaSets(places, nearest.index, capacity: min(neighbours, max(1, places.count - 1)))
  }

  var count: Int { nearest.points.count }

  func moments(_ design: [Double], columns: Int, _ parameters: KrigingParameters, slopes: Bool)
    -> FieldMoments?
  {
    let grain = max(1, (count + Self.shards - 1) / Self.shards)
    let shards = (count + grain - 1) / grain
    let partial = try? Parallel.tryMap(shards) { shard in
      try moments(
        (shard * grain)..<min(count, (shard + 1) * grain), design, columns, parameters, slopes)
    }
    guard let partial, let first = partial.first else { return nil }
    return partial.dropFirst().reduce(first, +)
  }

  private struct NotPositive: Error {}

  private func moments(
    _ rows: Range<Int>, _ design: [Double], _ columns: Int, _ parameters: KrigingParameters, _ slopes: Bool
  ) throws -> FieldMoments {
    let kernel = MaternKernel(nearest.smoothness, range: parameters.range)
    let block = VecchiaBlock(capacity: sets.capacity)
    let kinds = slopes ? 2 : 0
    var result = FieldMoments(zero: columns, slopes: kinds)
    // Whitened rows of the design, then their slopes.
    let size = Self.block * columns
    let whitened = UnsafeMutablePointer<Double>.allocate(capacity: (1 + kinds) * size)
    defer { whitened.deallocate() }
    for first in stride(from: rows.lowerBound, to: rows.upperBound, by: Self.block) {
      let part = first..<min(rows.upperBound, first + Self.block)
      for row in part {
        try condition(row, block, parameters, kernel, slopes: slopes)
        let scale = 1 / block.variance.squareRoot()
        let target = whitened + (row - first) * columns
        remainder(of: row, block.weights, design, columns, into: target)
        for column in 0..<columns { target[column] *= scale }
        result.logDeterminant += Elementary.log(block.variance)
        for kind in 0..<kinds {
          let shift = block.slopes.variances[kind] / block.variance
          result.slopes[kind].logDeterminant += shift
          let slope = target + (1 + kind) * size
          for column in 0..<columns { slope[column] = -shift / 2 * target[column] }
          VecchiaBlock.add(sets[row], block.slopes.weights[kind], times: -scale, design, columns, to: slope)
        }
      }
      BLAS.gemm(
        transposeA: true, m: columns, n: columns, k: part.count, whitened, lda: columns, whitened,
        ldb: columns, beta: 1, &result.product, ldc: columns)
      for kind in 0..<kinds {
        BLAS.gemm(
          transposeA: true, m: columns, n: columns, k: part.count, whitened, lda: columns,
          whitened + (1 + kind) * size, ldb: columns, beta: 1, &result.slopes[kind].product, ldc: columns)
      }
    }
    // The slope of a product is that of either factor.
    for kind in 0..<kinds { result.slopes[kind].addTransposed(columns) }
    return result
  }

  func precision(_ design: [Double], columns: Int, _ parameters: KrigingParameters)
    -> (product: [Double], diagonal: [Double])?
  {
    let kernel = MaternKernel(nearest.smoothness, range: parameters.range)
    let block = VecchiaBlock(capacity: sets.capacity)
    var product = [Double](repeating: 0, count: count * columns)
    var diagonal = [Double](repeating: 0, count: count)
    var remainder = [Double](repeating: 0, count: columns)
    // BᵀF⁻¹B in the order of its rows, each of which reaches a region and its neighbours.
    for row in 0..<count {
      guard (try? condition(row, block, parameters, kernel, slopes: false)) != nil else { return nil }
      let share = 1 / block.variance
      self.remainder(of: row, block.weights, design, columns, into: &remainder)
      for column in 0..<columns { product[row * columns + column] += share * remainder[column] }
      diagonal[row] += share
      for (place, other) in sets[row].enumerated() {
        let weight = block.weights[place]
        diagonal[Int(other)] += weight * weight * share
        let start = Int(other) * columns
        for column in 0..<columns { product[start + column] -= weight * share * remainder[column] }
      }
    }
    return (product, diagonal)
  }

  func conditional(
    _ places: [SIMD2<Double>], _ design: [Double], columns: Int, _ parameters: KrigingParameters
  ) -> (variances: [Double], rows: [Double]) {
    nearest.conditional(places, design, columns: columns, parameters)
  }

  /// - Throws: `NotPositive`.
  private func condition(
    _ row: Int, _ block: VecchiaBlock, _ parameters: KrigingParameters, _ kernel: MaternKernel, slopes: Bool
  ) throws {
    let others = sets[row].lazy.map { nearest.points[Int($0)] }
    guard
      block.condition(
        nearest.points[row], on: others, field: parameters.field, kernel, slopes: slopes)
    else { throw NotPositive() }
  }

  /// A row of the design less those of its neighbours by their weights.
  private func remainder(
    of row: Int, _ weights: UnsafePointer<Double>, _ design: [Double], _ columns: Int,
    into target: UnsafeMutablePointer<Double>
  ) {
    for column in 0..<columns { target[column] = design[row * columns + column] }
    VecchiaBlock.add(sets[row], weights, times: -1, design, columns, to: target)
  }
}
