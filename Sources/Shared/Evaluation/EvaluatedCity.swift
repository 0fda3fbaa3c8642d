/// The regions of one city with the predictions that models make of them.
package struct EvaluatedCity: Sendable {
  package var ids: [String]
  /// Longitude and latitude in degrees, NaN where unknown; empty when none are known.
  package var coordinates: [SIMD2<Double>]
  package var plan: EvaluationPlan
  package var seeds: [UInt64]
  /// The name of the split in metrics.
  package var split: String
  package var results: [Evaluation.Result]
  /// Of all regions, by the models of `results`; empty where nothing was filled.
  package var estimates: [RegionEstimates]
  /// How far test regions are from the nearest label of an indicator; empty where nothing asks.
  package var distances: [String: LabelDistances] = [:]
  /// What `@` of its results names, if models came from another city.
  package var target: String?

  package init(
    ids: [String], coordinates: [SIMD2<Double>], plan: EvaluationPlan, seeds: [UInt64], split: String,
    results: [Evaluation.Result], estimates: [RegionEstimates] = [], target: String? = nil
  ) {
    self.target = target
    self.ids = ids
    self.coordinates = coordinates
    self.plan = plan
    self.seeds = seeds
    self.split = split
    self.results = results
    self.estimates = estimates
  }

  /// A row for each region that a model says something of, in the order of results.
  package func estimateRows(isTransformed: Bool = false) -> [EstimateRow] {
    estimates.flatMap { $0.rows(ids, isTransformed: isTransformed) }
  }
}

/// A city with what its tables say of each result.
package struct ScoredCity: Sendable {
  package struct Result: Sendable {
    package let result: Evaluation.Result
    package let rows: [MetricRow]
  }

  package let city: EvaluatedCity
  package let results: [Result]

  package init(_ city: EvaluatedCity, _ statistics: EvaluationStatistics) {
    self.city = city
    results = zip(city.results, statistics.rows(city)).map { Result(result: $0, rows: $1) }
  }

  /// The rows of all results, one result after the other.
  package var rows: [MetricRow] { results.flatMap(\.rows) }
}
