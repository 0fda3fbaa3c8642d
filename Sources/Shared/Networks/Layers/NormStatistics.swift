/// Statistics of a network's normalisations under its present weights, gathered over batches.
///
/// Running averages mix the last dozens of steps: weights that have changed since, batches that are small
/// ("precise BN", Wu & Johnson 2021, *Rethinking "Batch" in BatchNorm*).
package final class NormStatistics {
  /// Of every batch and normalisation, in the order in which a network's passes came to them.
  private var seen: [(norm: BatchNorm, moments: BatchMoments)] = []

  package init() {}

  func add(_ moments: BatchMoments, of norm: BatchNorm) { seen.append((norm, moments)) }

  /// What has been gathered of a normalisation.
  subscript(norm: BatchNorm) -> BatchMoments {
    seen.lazy.filter { $0.norm === norm }
      .reduce(into: BatchMoments(channels: norm.channels)) { $0.add($1.moments) }
  }

  /// What ranks tell one another of one batch.
  package var values: [Double] { seen.flatMap { [$0.moments.count] + $0.moments.mean + $0.moments.squares } }

  /// Adds `values` of a batch that another rank has seen.
  /// - Parameter other: any batch that the same network has seen, for its normalisations and their order.
  package func add(_ values: [Double], like other: NormStatistics) {
    var rest = values[...]
    for (norm, _) in other.seen {
      let moments = rest.prefix(1 + 2 * norm.channels)
      rest = rest.dropFirst(moments.count)
      add(BatchMoments(Array(moments)), of: norm)
    }
  }
}

/// Where the statistics of a batch go, besides into its own pass.
package enum BatchStatistics {
  /// Into the running averages: a training step.
  case tracked
  /// To others of their kind; the network stays as it is.
  case gathered(NormStatistics)
}
