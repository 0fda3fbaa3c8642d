internal import Prediction
internal import Foundation

/// The regions of one city with the predictions that models make of them.
package struct EvaluatedCity: Sendable {
  package var ids: [String]
  /// Longitude and latitude in degrees, NaN where unknown; empty when none are known.
  package var coordinates: [SIMD2<Double>]
  package var plan: EvaluationPlan
  package var seeds: [UInt64]
  /// The name of the split in metrics.
  package var split: String
  package var tasks: [Evaluation.Task]
  /// One for each task.
  package var results: [Evaluation.Result]
  /// What `@` of its results names, if models came from another city.
  package var target: String?

  package init(
    ids: [String], coordinates: [SIMD2<Double>], plan: EvaluationPlan, seeds: [UInt64], split: String,
    tasks: [Evaluation.Task], results: [Evaluation.Result], target: String? = nil
  ) {
    self.target = target
    self.ids = ids
    self.coordinates = coordinates
    self.plan = plan
    self.seeds = seeds
    self.split = split
    self.tasks = tasks
    self.results = results
  }
}

/// The test part of one task: the same regions in every run.
struct TestPart {
  /// Row numbers.
  let rows: [Int]
  /// The indicator of each.
  let values: [Double]
  /// Predictions of ln(1 + y) by run; one run where all are the same.
  let runs: [[Double]]
  /// Places in `rows` that were held out together: blocks, else single regions.
  let units: [[Int]]

  init(_ city: EvaluatedCity, task number: Int) {
    let task = city.tasks[number]
    let predictions = city.results[number].predictions
    let folds = city.seeds.first.map { city.plan.folds(seed: $0) } ?? []
    let rows = folds.flatMap(\.test).filter { !task.values[$0].isNaN }.sorted()
    let runs = predictions.map { run in rows.map { run[$0] } }
    self.rows = rows
    values = rows.map { task.values[$0] }
    self.runs = runs.allSatisfy { $0 == runs.first } ? Array(runs.prefix(1)) : runs
    if case .crossValidation(let units, _, _) = city.plan {
      let places = Dictionary(uniqueKeysWithValues: rows.enumerated().map { ($1, $0) })
      self.units = units.map { $0.compactMap { places[$0] } }.filter { !$0.isEmpty }
    } else {
      units = rows.indices.map { [$0] }
    }
  }

  /// y − ŷ on the scale ln(1 + y), by run.
  var residuals: [[Double]] {
    let labels = values.map { log1p($0) }
    return runs.map { zip(labels, $0).map(-) }
  }

  /// Mean squared error of each region over the runs.
  var squaredErrors: [Double] {
    let residuals = residuals
    return rows.indices.map { row in
      residuals.reduce(0) { $0 + $1[row] * $1[row] } / Double(residuals.count)
    }
  }
}
