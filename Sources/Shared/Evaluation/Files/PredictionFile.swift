package import HDF5
package import Prediction
package import Schemas
internal import Tables

/// What `knowcl/predictions` holds: labels and predictions by region; see docs/formats.md.
package struct PredictionFile {
  package var source: ScoredCity
  /// Cities that models of the first were transferred to, whose splits are their labels.
  package var targets: [ScoredCity]

  package init(_ source: ScoredCity, targets: [ScoredCity] = []) {
    self.source = source
    self.targets = targets
  }

  /// The oldest version of the schema that can hold it.
  package var version: SchemaVersion {
    let cities = ([source] + targets).map(\.city)
    guard source.city.distances.isEmpty else { return Self.withDistances }
    guard cities.allSatisfy(\.estimates.isEmpty) else { return SchemaVersion(1, 1) }
    return Self.version(of: cities.flatMap { $0.results.map(\.transform) })
  }

  /// The oldest version of the schema that can hold labels on these scales.
  package static func version(of transforms: [LabelTransform]) -> SchemaVersion {
    transforms.allSatisfy { $0 == .log1p } ? SchemaVersion(1, 0) : SchemaVersion(1, 1)
  }

  /// The first version that says how far regions are from labels.
  static let withDistances = SchemaVersion(1, 2)
  static let distances = "/distance"

  /// Writes `/region/id`, `/region/lonlat`, `/seed`, `/split`, `/y_true/INDICATOR` and
  /// `/y_pred/FEATURES/INDICATOR` with its metrics as attributes; of other cities all but seeds and split,
  /// below `/target/LABEL`. Estimates are `/estimate/FEATURES/INDICATOR/…`.
  package func write(to file: borrowing HDF5File) throws {
    try Self.writeSeeds(source.city.seeds, to: file)
    try Self.write(source, below: "", axis: "regions", to: file)
    try Self.writeSplit(source.city, to: file)
    for (indicator, distances) in source.city.distances.sorted(by: { $0.key < $1.key }) {
      try Self.writeDistances(distances, of: indicator, to: file)
    }
    for target in targets {
      let label = target.city.split
      try Self.write(target, below: Self.group(of: label), axis: "regions_\(Self.member(label))", to: file)
    }
  }

  private static func write(
    _ scored: ScoredCity, below root: String, axis: String, to file: borrowing HDF5File
  ) throws {
    let city = scored.city
    try writeRegions(city.ids, city.coordinates, below: root, axis: axis, to: file)
    for result in city.results where !file.contains("\(root)/y_true/\(member(result.indicator))") {
      try writeTruth(
        result.values.map { result.transform($0) }, of: result.indicator, on: result.transform, below: root,
        axis: axis, to: file)
    }
    for scored in scored.results {
      let result = scored.result
      let path = try writePredictions(
        result.predictions, by: result.label, of: result.indicator, on: result.transform, below: root,
        axis: axis,
        to: file)
      try write(scored.rows, on: path, to: file)
    }
    for estimates in city.estimates { try write(estimates, below: root, axis: axis, to: file) }
    guard !city.estimates.isEmpty else { return }
    for result in city.results where !file.contains("\(root)\(values)/\(member(result.indicator))") {
      try writeValues(result.values, of: result.indicator, below: root, axis: axis, to: file)
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
    var codes = [Int32](repeating: -1, count: seeds.count * ids.count)
    for (run, seed) in seeds.enumerated() {
      for (number, fold) in plan.folds(seed: seed).enumerated() {
        if plan.isFixed {
          for (code, part) in Part.allCases.enumerated() {
            for row in part.rows(of: fold) { codes[run * ids.count + row] = Int32(code) }
          }
        } else {
          for row in fold.test { codes[run * ids.count + row] = Int32(number) }
        }
      }
    }
    let kind: SplitKind = plan.isFixed ? .parts : .folds
    try writeSplit(codes, kind, name: city.split, shape: [seeds.count, ids.count], to: file)
  }

  /// What the numbers of `/split` count.
  enum SplitKind: String {
    case parts, folds

    var description: String {
      switch self {
      case .parts: "part of the region: 0 train, 1 validation, 2 test, -1 none"
      case .folds: "fold that tests the region, from 0; -1 none"
      }
    }
  }

  /// Where the regions of another city are.
  static func group(of target: String) -> String { "/target/\(member(target))" }

  /// A name as one link of an HDF5 path.
  static func member(_ name: String) -> String { name.replacing("/", with: "_") }
}
