internal import Support

/// Percentile intervals of scores (Efron 1979) over resamples of the test regions, of whole blocks where the
/// split is blocked. A resample is the same in every run and for every model of the same regions.
package struct ScoreBootstrap: Sendable {
  package var resamples: Int
  /// Share of the resamples within an interval.
  package var confidence: Double
  package var seed: UInt64

  package init(resamples: Int, confidence: Double = 0.95, seed: UInt64) {
    precondition(resamples > 0 && confidence > 0 && confidence < 1, "resamples and confidence")
    self.resamples = resamples
    self.confidence = confidence
    self.seed = seed
  }

  /// Each score's mean over the runs, in the order of `MetricRow.values`, for every resample.
  func samples(_ part: TestPart) -> [[Double]] {
    var samples = [[Double]](repeating: [], count: resamples)
    samples.withUnsafeMutableBufferPointer { buffer in
      let slots = Unchecked(buffer)
      Parallel.forEach(resamples) { number in
        var random = Philox(seed: seed, "bootstrap", UInt64(number))
        let places = part.units.flatMap { _ in part.units[random.index(below: part.units.count)] }
        let values = places.map { part.values[$0] }
        let runs = part.runs.map { run in
          MetricRow.values(
            ScoresOnBothScales(
              values: values, predictions: places.map { run[$0] }, transform: part.transform)
          )
          .map(\.value)
        }
        slots.value[number] = (runs.first ?? []).indices.map { score in
          runs.reduce(0) { $0 + $1[score] } / Double(runs.count)
        }
      }
    }
    return samples
  }

  /// The interval of resampled values; nil where none is defined.
  func interval(_ samples: [Double]) -> (low: Double, high: Double)? {
    let sorted = samples.filter(\.isFinite).sorted()
    guard !sorted.isEmpty else { return nil }
    let tail = (1 - confidence) / 2
    return (quantile(ofSorted: sorted, tail), quantile(ofSorted: sorted, 1 - tail))
  }
}
