/// One line of a study of coverage: a model of an indicator at a share of hidden labels.
package struct CoverageRow: Sendable, Encodable {
  package let features: String
  package let indicator: String
  package let split: String
  /// Share of the labels that were hidden, and how often it was drawn.
  package let hidden: Double
  package let draws: Int
  package let level: Double
  /// Hidden labels of all draws.
  package let n: Int
  /// Mean over the draws of the share of hidden labels inside their bounds, and the least of them.
  package let coverage: Double?
  package let coverage_min: Double?
  /// Mean width of the bounds on the scale of labels; nil where one is infinite.
  package let width: Double?
  /// The same of normal intervals of the width that out-of-fold errors give.
  package let normal_coverage: Double?
  package let normal_width: Double?
  /// Of hidden labels: mean and standard deviation over the draws.
  package let r2: Double?
  package let r2_sd: Double?
  /// Share inside the area of applicability, and the coverage of what is inside and outside.
  package let inside: Double?
  package let coverage_inside: Double?
  package let coverage_outside: Double?
  /// Share of known labels inside the bounds of their out-of-fold predictions.
  package let known_coverage: Double?

  package static let header = [
    "features", "indicator", "split", "level", "coverage", "width", "n", "hidden", "draws", "coverage_min",
    "normal_coverage", "normal_width", "r2", "r2_sd", "inside", "coverage_inside", "coverage_outside",
    "known_coverage",
  ].joined(separator: "\t")

  init(
    _ task: Evaluation.Task, split: String, hidden: Double, level: Double, _ draws: [CoverageScores]
  ) {
    /// The mean over draws that have one.
    func mean(_ value: (CoverageScores) -> Double) -> Double? {
      let values = draws.map(value).filter { !$0.isNaN }
      let mean = values.reduce(0, +) / Double(values.count)
      return mean.isFinite ? mean : nil
    }
    features = task.label
    indicator = task.indicator
    self.split = split
    self.hidden = hidden
    self.draws = draws.count
    self.level = level
    n = draws.reduce(0) { $0 + $1.count }
    coverage = mean(\.coverage)
    coverage_min = draws.map(\.coverage).filter { !$0.isNaN }.min()
    width = mean(\.width)
    normal_coverage = mean(\.normalCoverage)
    normal_width = mean(\.normalWidth)
    let r2 = mean(\.r2)
    self.r2 = r2
    let squares = r2.map { r2 in draws.reduce(0) { $0 + ($1.r2 - r2) * ($1.r2 - r2) } }
    r2_sd = squares.map { ($0 / Double(max(1, draws.count - 1))).squareRoot() }.flatMap {
      $0.isFinite ? $0 : nil
    }
    inside = mean(\.inside)
    coverage_inside = mean(\.coverageInside)
    coverage_outside = mean(\.coverageOutside)
    known_coverage = mean(\.knownCoverage)
  }

  /// The row in a TSV table; what is not defined or infinite is empty.
  package var line: String {
    func field(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
    let own = [features, indicator, split, "\(level)", field(coverage), field(width), "\(n)"]
    let scores = [
      coverage_min, normal_coverage, normal_width, r2, r2_sd, inside, coverage_inside, coverage_outside,
      known_coverage,
    ]
    return (own + ["\(hidden)", "\(draws)"] + scores.map(field)).joined(separator: "\t")
  }
}
