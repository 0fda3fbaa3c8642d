internal import Prediction
internal import Statistics
internal import Tables

/// One line of a metrics table: a score of one model on one indicator and part, over seeds.
package struct MetricRow: Sendable, Encodable {
  package let features: String
  package let indicator: String
  package let split: String
  package let metric: String
  /// Mean over the seeds; nil where the score is not defined.
  package let mean: Double?
  /// Sample standard deviation over the seeds; nil for one seed.
  package internal(set) var sd: Double?
  /// Seeds.
  package let n: Int
  /// Bounds of the mean's bootstrap interval; nil where there is none.
  package private(set) var low: Double?
  package private(set) var high: Double?

  var interval: (low: Double, high: Double)? {
    get {
      guard let low, let high else { return nil }
      return (low, high)
    }
    set { (low, high) = (newValue?.low, newValue?.high) }
  }

  /// The column names of every metrics table of the pipeline; `low` and `high` follow where intervals were
  /// asked for.
  package static let header = "features\tindicator\tsplit\tmetric\tmean\tsd\tn"
  package static let headerWithIntervals = header + "\tlow\thigh"

  package init(features: String, indicator: String, split: String, metric: String, values: [Double]) {
    self.features = features
    self.indicator = indicator
    self.split = split
    self.metric = metric
    let sample = SampleSummary(values)
    n = sample.n
    mean = sample.mean.isFinite ? sample.mean : nil
    sd = sample.sd.flatMap { $0.isFinite ? $0 : nil }
  }

  /// The row in a TSV table; what is not defined is an empty field.
  package var line: String {
    [features, indicator, split, metric, Self.field(mean), Self.field(sd), String(n)].joined(separator: "\t")
  }

  /// The same with `low` and `high`.
  package var lineWithInterval: String { [line, Self.field(low), Self.field(high)].joined(separator: "\t") }

  private static func field(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
}

extension MetricRow {
  private typealias Score = @Sendable (RegressionScores) -> Double

  private static let scores: [(name: String, value: Score)] = [
    ("r2", { $0.r2 }), ("rmse", { $0.rmse }), ("mae", { $0.mae }), ("mape", { $0.mape }),
    ("pearson", { $0.pearson }), ("spearman", { $0.spearman }),
  ]

  /// The scores that a table lists, in its order; `_raw` marks the indicator's own scale.
  static func values(_ scores: ScoresOnBothScales) -> [(metric: String, value: Double)] {
    let transformed = Self.scores.map { ($0.name, $0.value(scores.transformed)) }
    let raw = Self.scores.map { ($0.name + "_raw", $0.value(scores.raw)) }
    let counts = zip(Self.counts, [Double(scores.raw.zeroLabels), Double(scores.raw.count)])
    return transformed + raw + counts.map { ($0, $1) }
  }

  /// The last of them, which count regions.
  static let counts = ["mape_skipped", "regions"]

  /// All rows of one result: parts in the order train, val, test.
  package static func rows(_ result: Evaluation.Result, split: String) -> [MetricRow] {
    Part.allCases.flatMap { part -> [MetricRow] in
      let runs = result.scores.compactMap { $0[part].map(values) }
      guard let first = runs.first else { return [] }
      return first.indices.map { index in
        MetricRow(
          features: result.label, indicator: result.indicator, split: "\(split)/\(part.rawValue)",
          metric: first[index].metric, values: runs.map { $0[index].value })
      }
    }
  }
}
