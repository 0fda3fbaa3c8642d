internal import Prediction

/// The test part of one result: the same regions in every run.
struct TestPart {
  /// Row numbers.
  let rows: [Int]
  /// The indicator of each.
  let values: [Double]
  let transform: LabelTransform
  /// Predictions of the labels by run; one run where all are the same.
  let runs: [[Double]]
  /// Places in `rows` that were held out together: blocks, else single regions.
  let units: [[Int]]

  init(_ city: EvaluatedCity, _ result: Evaluation.Result) {
    let folds = city.seeds.first.map { city.plan.folds(seed: $0) } ?? []
    let rows = folds.flatMap(\.test).filter { !result.values[$0].isNaN }.sorted()
    let runs = result.predictions.map { run in rows.map { run[$0] } }
    self.rows = rows
    transform = result.transform
    values = rows.map { result.values[$0] }
    self.runs = runs.allSatisfy { $0 == runs.first } ? Array(runs.prefix(1)) : runs
    if let units = city.plan.units {
      let places = Dictionary(uniqueKeysWithValues: rows.enumerated().map { ($1, $0) })
      self.units = units.map { $0.compactMap { places[$0] } }.filter { !$0.isEmpty }
    } else {
      units = rows.indices.map { [$0] }
    }
  }

  /// y − ŷ on the models' scale, by run.
  var residuals: [[Double]] {
    let labels = values.map { transform($0) }
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
