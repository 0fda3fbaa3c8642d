internal import Networks
internal import Numerics

/// Running statistics of normalisations, one set for each pool of questions: batches of a pool hold its questions alone,
/// so what evaluation normalises by must be its own too.
package final class PooledStatistics {
  private let norms: [BatchNorm]
  /// By pool: mean and variance of every normalisation; those of the current pool are in the normalisations.
  private var kept: [[Float]]
  /// By directed relation; none where there is one pool.
  private var poolOfRelation: [Int] = []
  private var current = 0

  init(_ norms: [BatchNorm]) {
    self.norms = norms
    kept = [[]]
  }

  private var tensors: [Tensor] { norms.flatMap { [$0.runningMean, $0.runningVariance] } }

  /// Gives every pool the statistics that the normalisations have now.
  func divide(into count: Int, _ poolOfRelation: [Int]) {
    kept = [[Float]](repeating: tensors.flatMap(\.array), count: max(1, count))
    self.poolOfRelation = poolOfRelation
    current = 0
  }

  func pool(of relation: Int32) -> Int { poolOfRelation.isEmpty ? 0 : poolOfRelation[Int(relation)] }

  /// Lets the normalisations go by a pool's statistics.
  func select(_ pool: Int) {
    guard pool != current else { return }
    kept[current] = tensors.flatMap(\.array)
    load(pool)
  }

  private func load(_ pool: Int) {
    var rest = kept[pool][...]
    for tensor in tensors {
      tensor.assign(Array(rest.prefix(tensor.count)))
      rest = rest.dropFirst(tensor.count)
    }
    current = pool
  }

  /// All statistics, [pools, normalisation, mean or variance, channels].
  package var values: [Float] {
    get {
      kept[current] = tensors.flatMap(\.array)
      return kept.flatMap { $0 }
    }
    set {
      let width = newValue.count / kept.count
      for pool in kept.indices { kept[pool] = Array(newValue[(pool * width)..<((pool + 1) * width)]) }
      load(current)
    }
  }
}
