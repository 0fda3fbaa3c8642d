/// Sums about a pivot, any value of the channel, which keeps variances exact where means are large; of a batch or a shard.
struct PivotedMoments {
  /// Rows.
  private(set) var count: Double
  /// By channel.
  private(set) var pivot: [Double]
  /// Σ (x − pivot)
  private(set) var sum: [Double]
  /// Σ (x − pivot)²
  private(set) var squares: [Double]

  init(count: Double, pivot: [Double], sum: [Double], squares: [Double]) {
    (self.count, self.pivot, self.sum, self.squares) = (count, pivot, sum, squares)
  }

  /// Of no rows.
  init(channels: Int) {
    let zeros = [Double](repeating: 0, count: channels)
    self.init(count: 0, pivot: zeros, sum: zeros, squares: zeros)
  }

  /// As shards tell them one another.
  var values: [Double] { [count] + pivot + sum + squares }

  /// Of shards together, added in their order about the pivot of the first that has rows.
  /// - Parameter parts: `values` of the shards, one behind another.
  init(_ parts: [Double], channels: Int) {
    let width = 1 + 3 * channels
    self.init(channels: channels)
    for start in stride(from: 0, to: parts.count, by: width) where parts[start] > 0 {
      let rows = parts[start]
      for channel in 0..<channels {
        let (pivot, sum, squares) = (
          parts[start + 1 + channel], parts[start + 1 + channels + channel],
          parts[start + 1 + 2 * channels + channel]
        )
        if count == 0 { self.pivot[channel] = pivot }
        let shift = pivot - self.pivot[channel]
        self.sum[channel] += sum + rows * shift
        self.squares[channel] += squares + shift * (2 * sum + rows * shift)
      }
      count += rows
    }
  }
}
