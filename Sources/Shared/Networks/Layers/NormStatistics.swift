/// Statistics of a network's normalisations under its present weights, gathered over batches.
///
/// Running averages mix the last dozens of steps: weights that have changed since, batches that are small
/// ("precise BN", Wu & Johnson 2021, *Rethinking "Batch" in BatchNorm*).
package final class NormStatistics {
  private var moments: [ObjectIdentifier: BatchMoments] = [:]

  package init() {}

  /// What has been gathered of a normalisation, to be added to.
  subscript(norm: BatchNorm) -> BatchMoments {
    get { moments[ObjectIdentifier(norm)] ?? BatchMoments(channels: norm.channels) }
    set { moments[ObjectIdentifier(norm)] = newValue }
  }
}

/// Where the statistics of a batch go, besides into its own pass.
package enum BatchStatistics {
  /// Into the running averages: a training step.
  case tracked
  /// To others of their kind; the network stays as it is.
  case gathered(NormStatistics)
}
