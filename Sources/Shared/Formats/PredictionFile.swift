internal import Foundation

/// What `knowcl/predictions` holds: labels and predictions of ln(1 + y) by region; see docs/formats.md.
public struct PredictionFile {
  public var ids: [String]
  /// Longitude and latitude in degrees, NaN where unknown; empty when none are known.
  public var coordinates: [SIMD2<Double>]
  public var plan: EvaluationPlan
  public var seeds: [UInt64]
  /// The name of the split in metrics.
  public var split: String
  public var tasks: [Evaluation.Task]
  public var results: [Evaluation.Result]

  public init(
    ids: [String], coordinates: [SIMD2<Double>], plan: EvaluationPlan, seeds: [UInt64], split: String,
    tasks: [Evaluation.Task], results: [Evaluation.Result]
  ) {
    self.ids = ids
    self.coordinates = coordinates
    self.plan = plan
    self.seeds = seeds
    self.split = split
    self.tasks = tasks
    self.results = results
  }

  /// Writes `/region/id`, `/region/lonlat`, `/seed`, `/split`, `/y_true/INDICATOR` and
  /// `/y_pred/FEATURES/INDICATOR` with its metrics as attributes.
  public func write(to file: borrowing HDF5File) throws {
    try file.write(ids, to: "/region/id", HDF5Layout("region identifiers", dimensions: ["regions"]))
    if !coordinates.isEmpty {
      try file.write(
        coordinates.flatMap { [$0.x, $0.y] }, to: "/region/lonlat", shape: [ids.count, 2],
        HDF5Layout(
          "longitude and latitude, WGS 84; NaN where unknown", units: "degrees",
          dimensions: ["regions", "lonlat"]))
    }
    try file.write(
      seeds.map { Int64(bitPattern: $0) }, to: "/seed", shape: [seeds.count],
      HDF5Layout("seed of each run", dimensions: ["runs"]))
    try writeSplit(to: file)
    for task in tasks where !file.contains("/y_true/\(Self.member(task.indicator))") {
      try file.write(
        task.values.map { log1p($0) }, to: "/y_true/\(Self.member(task.indicator))", shape: [ids.count],
        HDF5Layout(
          "ln(1 + \(task.indicator)); NaN where unknown", units: "ln(1 + y)", dimensions: ["regions"]))
    }
    for (task, result) in zip(tasks, results) { try write(task, result, to: file) }
  }

  private func writeSplit(to file: borrowing HDF5File) throws {
    let (kind, description) =
      if case .fixed = plan {
        (SplitKind.parts, "part of the region: 0 train, 1 validation, 2 test, -1 none")
      } else {
        (SplitKind.folds, "fold that tests the region, from 0; -1 none")
      }
    var codes = [Int32](repeating: -1, count: seeds.count * ids.count)
    for (run, seed) in seeds.enumerated() {
      for (number, fold) in plan.folds(seed: seed).enumerated() {
        if case .fixed = plan {
          for (code, part) in Part.allCases.enumerated() {
            for row in part.rows(of: fold) { codes[run * ids.count + row] = Int32(code) }
          }
        } else {
          for row in fold.test { codes[run * ids.count + row] = Int32(number) }
        }
      }
    }
    try file.write(
      codes, to: "/split", shape: [seeds.count, ids.count],
      HDF5Layout(description, dimensions: ["runs", "regions"]))
    try file.setAttribute("name", split, on: "/split")
    try file.setAttribute("kind", kind.rawValue, on: "/split")
  }

  private func write(_ task: Evaluation.Task, _ result: Evaluation.Result, to file: borrowing HDF5File) throws
  {
    let path = "/y_pred/\(Self.member(task.label))/\(Self.member(task.indicator))"
    try file.write(
      result.predictions.flatMap { $0 }, to: path, shape: [seeds.count, ids.count],
      HDF5Layout(
        "prediction of ln(1 + \(task.indicator)) by \(task.label); NaN where there is none",
        units: "ln(1 + y)", dimensions: ["runs", "regions"]))
    for row in MetricRow.rows(task, result, split: split) {
      let part = row.split.split(separator: "/").last ?? ""
      if let mean = row.mean { try file.setAttribute("\(part)_\(row.metric)", mean, on: path) }
      if let sd = row.sd { try file.setAttribute("\(part)_\(row.metric)_sd", sd, on: path) }
    }
  }

  /// What the numbers of `/split` count.
  enum SplitKind: String { case parts, folds }

  /// A name as one link of an HDF5 path.
  static func member(_ name: String) -> String { name.replacing("/", with: "_") }
}
