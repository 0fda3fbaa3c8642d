/// Mean and squared deviations a channel of several batches together, merged as in Chan, Golub & LeVeque 1983.
struct BatchMoments {
  /// Rows of the batches whose last channel was added.
  private(set) var count = 0.0
  private(set) var mean: [Double]
  /// Σ (x − mean)²
  private(set) var squares: [Double]

  init(channels: Int) {
    mean = [Double](repeating: 0, count: channels)
    squares = mean
  }

  /// Adds a batch's channel; a batch's channels come in order.
  /// - Parameters:
  ///   - count: rows of the batch.
  ///   - variance: biased.
  mutating func add(_ channel: Int, count batch: Double, mean batchMean: Double, variance: Double) {
    let total = count + batch
    let difference = batchMean - mean[channel]
    mean[channel] += difference * batch / total
    squares[channel] += variance * batch + difference * difference * count * batch / total
    if channel == mean.count - 1 { count = total }
  }
}
