internal import Foundation
package import HDF5
internal import Prediction
internal import Schemas
internal import Tables

/// What `knowcl/predictions` holds: labels and predictions of ln(1 + y) by region; see docs/formats.md.
package struct PredictionFile {
  /// A city with the rows of scores of each of its tasks.
  package typealias Scored = (city: EvaluatedCity, rows: [[MetricRow]])

  package var source: Scored
  /// Cities that models of the first were transferred to, by label.
  package var targets: [(label: String, scored: Scored)]

  package init(_ source: Scored, targets: [(label: String, scored: Scored)] = []) {
    self.source = source
    self.targets = targets
  }

  /// Writes `/region/id`, `/region/lonlat`, `/seed`, `/split`, `/y_true/INDICATOR` and
  /// `/y_pred/FEATURES/INDICATOR` with its metrics as attributes; of other cities all but seeds and split,
  /// below `/target/LABEL`.
  package func write(to file: borrowing HDF5File) throws {
    let seeds = source.city.seeds
    try file.write(
      seeds.map { Int64(bitPattern: $0) }, to: "/seed", shape: [seeds.count],
      HDF5Layout("seed of each run", dimensions: ["runs"]))
    try Self.write(source, below: "", axis: "regions", to: file)
    try Self.writeSplit(source.city, to: file)
    for target in targets {
      try Self.write(
        target.scored, below: Self.group(of: target.label), axis: "regions_\(Self.member(target.label))",
        to: file)
    }
  }

  /// - Parameter axis: the name of the dimension that counts the city's regions.
  private static func write(
    _ scored: Scored, below root: String, axis: String, to file: borrowing HDF5File
  ) throws {
    let city = scored.city
    try file.writeRegions(city.ids, below: root, axis: axis)
    if !city.coordinates.isEmpty {
      try file.write(
        city.coordinates.flatMap { [$0.x, $0.y] }, to: "\(root)/region/lonlat", shape: [city.ids.count, 2],
        HDF5Layout(
          "longitude and latitude, WGS 84; NaN where unknown", units: "degrees",
          dimensions: [axis, "lonlat"], coordinate: "id"))
    }
    for task in city.tasks where !file.contains("\(root)/y_true/\(member(task.indicator))") {
      try file.write(
        task.values.map { log1p($0) }, to: "\(root)/y_true/\(member(task.indicator))",
        shape: [city.ids.count],
        HDF5Layout(
          "ln(1 + \(task.indicator)); NaN where unknown", units: "ln(1 + y)", dimensions: [axis]))
    }
    for (index, task) in city.tasks.enumerated() {
      let path = "\(root)/y_pred/\(member(task.label))/\(member(task.indicator))"
      try file.write(
        city.results[index].predictions.flatMap { $0 }, to: path, shape: [city.seeds.count, city.ids.count],
        HDF5Layout(
          "prediction of ln(1 + \(task.indicator)) by \(task.label); NaN where there is none",
          units: "ln(1 + y)", dimensions: ["runs", axis]))
      try write(scored.rows[index], on: path, to: file)
    }
  }

  private static func write(_ rows: [MetricRow], on path: String, to file: borrowing HDF5File) throws {
    for row in rows {
      let name = "\(row.split.split(separator: "/").last ?? "")_\(row.metric)"
      for (suffix, value) in [("", row.mean), ("_sd", row.sd), ("_low", row.low), ("_high", row.high)] {
        if let value { try file.setAttribute(name + suffix, value, on: path) }
      }
    }
  }

  private static func writeSplit(_ city: EvaluatedCity, to file: borrowing HDF5File) throws {
    let (plan, seeds, ids) = (city.plan, city.seeds, city.ids)
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
    try file.setAttribute("name", city.split, on: "/split")
    try file.setAttribute("kind", kind.rawValue, on: "/split")
  }

  /// What the numbers of `/split` count.
  enum SplitKind: String { case parts, folds }

  /// Where the regions of another city are.
  static func group(of target: String) -> String { "/target/\(member(target))" }

  /// A name as one link of an HDF5 path.
  static func member(_ name: String) -> String { name.replacing("/", with: "_") }
}
