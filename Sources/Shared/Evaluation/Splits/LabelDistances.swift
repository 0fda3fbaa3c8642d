internal import Prediction

/// How far regions are from the nearest label that the model which tests them could learn from.
package struct LabelDistances: Sendable {
  /// Metres for each run and region, on great circles; NaN of regions that nothing tests.
  package let metres: [[Double]]

  /// - Parameters:
  ///   - values: an indicator; NaN of regions without a label, which neither teach nor are tested.
  ///   - coordinates: longitude and latitude in degrees of every region.
  package init(_ plan: EvaluationPlan, seeds: [UInt64], values: [Double], _ coordinates: [SIMD2<Double>]) {
    metres = seeds.map { seed in
      var metres = [Double](repeating: .nan, count: values.count)
      for fold in plan.folds(seed: seed) {
        let known = fold.filter { !values[$0].isNaN }
        // A validation part stops training or chooses settings, so its labels tell something, too.
        let teaching = SphereIndex(coordinates, members: known.train + known.validation)
        for row in known.test { metres[row] = teaching.metresToNearest(coordinates[row]) }
      }
      return metres
    }
  }

  /// For each run, the median over the regions that are tested.
  package var medians: [Double] {
    metres.map { run in
      let sorted = run.filter { !$0.isNaN }.sorted()
      guard !sorted.isEmpty else { return .nan }
      return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }
  }
}
