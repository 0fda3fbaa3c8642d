/// Where a value is said to lie; ±∞ where nothing bounds it.
package struct PredictionInterval: Sendable, Equatable {
  package var low: Double
  package var high: Double

  package init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }

  /// The whole line: nothing is known.
  package static let unbounded = PredictionInterval(low: -.infinity, high: .infinity)

  package var width: Double { high - low }

  package func contains(_ value: Double) -> Bool { low <= value && value <= high }

  /// The interval on another scale.
  /// - Parameter scale: increasing, defined at ±∞ too (`LabelTransform.inverse`).
  package func mapped(_ scale: (Double) -> Double) -> PredictionInterval {
    PredictionInterval(low: scale(low), high: scale(high))
  }

  /// The least interval with all of some: what several runs of a model (seeds, replicates of its features)
  /// say together. It covers wherever one of them does, so what each promises holds of it, and it is no
  /// narrower than the widest; unbounded without any.
  package static func union(_ intervals: some Collection<PredictionInterval>) -> PredictionInterval {
    guard var union = intervals.first else { return .unbounded }
    for other in intervals.dropFirst() {
      union.low = min(union.low, other.low)
      union.high = max(union.high, other.high)
    }
    return union
  }
}
