/// Mean and squared deviations a channel, of one batch or of several together.
package struct BatchMoments {
  /// Rows.
  package private(set) var count: Double
  package private(set) var mean: [Double]
  /// Σ (x − mean)²
  package private(set) var squares: [Double]

  /// Of no batch.
  package init(channels: Int) {
    count = 0
    mean = [Double](repeating: 0, count: channels)
    squares = mean
  }

  /// Of one batch.
  /// - Parameter variances: biased.
  package init(count: Double, means: [Double], variances: [Double]) {
    self.count = count
    mean = means
    squares = variances.map { $0 * count }
  }

  /// Count, means and squared deviations one behind another.
  init(_ values: [Double]) {
    let channels = values.count / 2
    count = values[0]
    mean = Array(values[1...channels])
    squares = Array(values[(channels + 1)...])
  }

  /// Merges others in (Chan, Golub & LeVeque 1983).
  package mutating func add(_ other: BatchMoments) {
    let total = count + other.count
    for channel in mean.indices {
      let difference = other.mean[channel] - mean[channel]
      mean[channel] += difference * other.count / total
      squares[channel] += other.squares[channel] + difference * difference * count * other.count / total
    }
    count = total
  }
}
