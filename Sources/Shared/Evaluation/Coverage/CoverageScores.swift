internal import Prediction
internal import Statistics

/// How estimates of hidden labels meet them, in one draw; on the scale of labels.
struct CoverageScores: Sendable {
  /// Hidden labels.
  let count: Int
  /// Shares of them inside their bounds, and inside the normal ones.
  let coverage: Double
  let normalCoverage: Double
  /// Mean widths of these; infinite where a bound is.
  let width: Double
  let normalWidth: Double
  let r2: Double
  /// Share inside the area of applicability, and the coverage there and beyond; NaN where there are none.
  let inside: Double
  let coverageInside: Double
  let coverageOutside: Double
  /// Share of the known labels inside the bounds of their out-of-fold predictions.
  let knownCoverage: Double

  /// - Parameters:
  ///   - task: with all labels.
  ///   - hidden: rows that `filled` did not see.
  init(_ task: Evaluation.Task, hidden: [Int], _ filled: FilledResult) {
    let (transform, estimates) = (task.transform, filled.estimates)
    func onLabels(_ value: Double) -> Double { value.isFinite ? transform(value) : value }
    func met(_ rows: [Int]) -> [(
      label: Double, middle: Double, interval: PredictionInterval, isInside: Bool?
    )] {
      rows.compactMap { row in
        guard !task.values[row].isNaN, let region = estimates.regions[row], let interval = region.interval
        else { return nil }
        return (
          transform(task.values[row]), onLabels(region.value), interval.mapped(onLabels),
          estimates.isApplicable(region)
        )
      }
    }
    let regions = met(hidden)
    let errors = filled.estimator.errors
    // The same everywhere, as if errors were normal and those of the folds those of all.
    let half =
      StandardNormal.twoSidedQuantile(estimates.settings.level)
      * (errors.reduce(0) { $0 + $1 * $1 } / Double(errors.count)).squareRoot()
    func share(_ regions: [Bool]) -> Double { Double(regions.count { $0 }) / Double(regions.count) }
    let covered = regions.map { $0.interval.contains($0.label) }
    count = regions.count
    coverage = share(covered)
    normalCoverage = share(regions.map { abs($0.label - $0.middle) <= half })
    width = regions.reduce(0) { $0 + $1.interval.width } / Double(regions.count)
    normalWidth = 2 * half
    r2 = RegressionScores.r2(labels: regions.map(\.label), predictions: regions.map(\.middle))
    inside = share(regions.map { $0.isInside ?? true })
    coverageInside = share(zip(regions, covered).filter { $0.0.isInside ?? true }.map(\.1))
    coverageOutside = share(zip(regions, covered).filter { !($0.0.isInside ?? true) }.map(\.1))
    let isHidden = Set(hidden)
    let known = met(
      task.values.indices.filter { !isHidden.contains($0) && estimates.regions[$0]?.kind == .outOfFold })
    knownCoverage = share(known.map { $0.interval.contains($0.label) })
  }
}
