package import HDF5
internal import Schemas
internal import Support
internal import Tables

/// The rows of a `knowcl/predictions` file, one for each region that a model predicts in a run.
package struct PredictionTable: Sendable {
  /// Which rows are wanted.
  package struct Selection: Sendable {
    /// Indicators and features by name; nil for all.
    package var indicators: [String]?
    package var features: [String]?
    /// Numbers of runs from 0; nil for all.
    package var run: Int?
    /// The label of another city; nil for the one that models were fitted on.
    package var target: String?

    package init(
      indicators: [String]? = nil, features: [String]? = nil, run: Int? = nil, target: String? = nil
    ) {
      self.target = target
      self.indicators = indicators
      self.features = features
      self.run = run
    }
  }

  /// The part of regions that nothing judges.
  static let filled = "filled"

  private static let columns = "region\tindicator\tfeatures\tseed\tsplit\ty_true\ty_pred"

  /// The names of the columns: with `distance` where the file says how far regions are from the nearest label.
  package let header: String
  /// By indicator, features, run and region.
  package let rows: [Row]

  /// The lines of the table without its header.
  package var lines: [String] { rows.map(\.line) }

  /// Reads the selected rows. `split` is train, val or test; where folds take turns, the out-of-fold
  /// predictions, all `test`; `filled` where the region has no label, and so an empty `y_true`, or no part. Regions
  /// without a prediction are left out.
  /// - Throws: `Failure` (EX_DATAERR) when the file has not what is selected, or is damaged.
  package init(from file: borrowing HDF5File, _ selection: Selection = Selection()) throws {
    let root = selection.target.map(PredictionFile.group) ?? ""
    if let target = selection.target { _ = try Self.choose([target], in: "/target", of: file) }
    let ids = try PredictionFile.regions(in: file, below: root)
    let seeds = try file.read("/seed", as: Int64.self, shape: [nil])
    let runs = seeds.indices.filter { selection.run == nil || selection.run == $0 }
    guard !runs.isEmpty else {
      throw Failure.data(
        file.name, "has \(seeds.count) runs, but run \((selection.run ?? 0) + 1) is asked for")
    }
    let hasDistances =
      try root.isEmpty && file.requireVersion(of: .predictions) >= PredictionFile.withDistances
      && file.contains(PredictionFile.distances)
    header = Self.columns + (hasDistances ? "\tdistance" : "")
    let parts = try root.isEmpty ? Self.parts(seeds.count, ids.count, file) : nil
    let indicators = try Self.choose(selection.indicators, in: "\(root)/y_true", of: file)
    let features = try Self.choose(selection.features, in: "\(root)/y_pred", of: file)
    for name in indicators + features { try NameRules.require(name, file.name) }
    var rows: [Row] = []
    for indicator in indicators {
      let scale = try PredictionFile.scale(of: indicator, in: file, below: root)
      let truth = try file.read(
        "\(root)/y_true/\(indicator)", as: Double.self, shape: [ids.count], allowing: .finiteOrNaN)
      let distances =
        try hasDistances
        ? Self.distances(of: indicator, runs: seeds.count, regions: ids.count, file) : nil
      for label in features where file.contains("\(root)/y_pred/\(label)/\(indicator)") {
        let predictions = try file.dataset("\(root)/y_pred/\(label)/\(indicator)")
        try predictions.require(.float64, shape: [seeds.count, ids.count])
        for run in runs {
          let predicted: [Double] = try predictions.read(rows: run..<(run + 1))
          try predictions.require(.finiteOrNaN, predicted)
          for region in ids.indices where predicted[region].isFinite {
            let part: Part? = if let parts { parts[run * ids.count + region] } else { .test }
            rows.append(
              Row(
                region: ids[region], indicator: indicator, features: label,
                seed: UInt64(bitPattern: seeds[run]), part: truth[region].isFinite ? part : nil, scale: scale,
                truth: truth[region], prediction: predicted[region],
                metres: distances?[run * ids.count + region]))
          }
        }
      }
    }
    self.rows = rows
  }

  /// Metres to the nearest label for each run and region.
  private static func distances(of indicator: String, runs: Int, regions: Int, _ file: borrowing HDF5File)
    throws
    -> [Double]
  {
    let path = "\(PredictionFile.distances)/\(indicator)"
    let metres = try file.read(path, as: Double.self, shape: [runs, regions], allowing: .finiteOrNaN)
    if let bad = metres.firstIndex(where: { $0 < 0 }) {
      throw Failure.data(
        "\(file.name): \(path)", "element \(bad) is \(metres[bad]), where a distance is needed")
    }
    return metres
  }

  /// The part of each region in each run.
  private static func parts(_ runs: Int, _ regions: Int, _ file: borrowing HDF5File) throws -> [Part?] {
    let codes = try file.read("/split", as: Int32.self, shape: [runs, regions])
    let kind = try file.stringAttribute("kind", on: "/split")
    guard let kind = PredictionFile.SplitKind(rawValue: kind) else {
      throw Failure.data("\(file.name): /split", "has kind '\(kind)', where parts or folds is needed")
    }
    if let bad = codes.firstIndex(where: { !kind.allows($0) }) {
      throw Failure.data(
        "\(file.name): /split", "element \(bad) is \(codes[bad]), where \(kind.description) is needed")
    }
    return codes.map(kind.part)
  }

  static func choose(_ wanted: [String]?, in group: String, of file: borrowing HDF5File) throws
    -> [String]
  {
    guard file.contains(group) else { throw Failure.data("\(file.name): \(group)", "is missing") }
    let present = try file.members(of: group)
    guard let wanted else { return present }
    let members = wanted.map(PredictionFile.member)
    for (name, member) in zip(wanted, members) where !present.contains(member) {
      throw Failure.data(
        "\(file.name): \(group)", "has no '\(name)'; it has \(present.listed())")
    }
    return members
  }
}

extension PredictionFile.SplitKind {
  /// Whether a number of `/split` stands for anything.
  fileprivate func allows(_ code: Int32) -> Bool {
    switch self {
    case .parts: (-1..<Int32(Part.allCases.count)).contains(code)
    case .folds: code >= -1
    }
  }

  /// The part that a number of `/split` stands for; nil for none.
  fileprivate func part(_ code: Int32) -> Part? {
    switch self {
    case .parts: Part.allCases.indices.contains(Int(code)) ? Part.allCases[Int(code)] : nil
    case .folds: code >= 0 ? .test : nil
    }
  }
}
