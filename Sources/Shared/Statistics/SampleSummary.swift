/// What a sample of independent numbers says of their mean.
package struct SampleSummary: Sendable, Equatable {
  /// NaN of none.
  package let mean: Double
  /// Over n − 1; nil of fewer than two numbers.
  package let variance: Double?
  /// The variance's root.
  package let sd: Double?
  package let n: Int

  package init(_ values: [Double]) {
    n = values.count
    let mean = values.reduce(0, +) / Double(n)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.mean = mean
    variance = n > 1 ? squares / Double(n - 1) : nil
    sd = variance?.squareRoot()
  }

  /// - Parameter sd: nil where it is not known.
  package init(mean: Double, sd: Double?, n: Int) {
    self.mean = mean
    self.sd = sd
    variance = sd.map { $0 * $0 }
    self.n = n
  }
}
