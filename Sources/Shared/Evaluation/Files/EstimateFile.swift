package import HDF5
internal import Prediction
internal import Support

/// The estimates of a `knowcl/predictions` file.
package struct EstimateFile: Sendable {
  package let ids: [String]
  /// By model and indicator, in the file's order.
  package let estimates: [RegionEstimates]
  /// The indicator of each of `estimates` where it is known, on its own scale; NaN elsewhere.
  package let truth: [[Double]]

  /// - Parameters:
  ///   - indicators: and `labels`: those that are wanted; nil for all.
  ///   - target: the label of another city; nil for the one that models were fitted on.
  /// - Throws: `Failure` (EX_DATAERR) where there are none, or not what is wanted, or the file is damaged.
  package init(
    from file: borrowing HDF5File, indicators: [String]? = nil, labels: [String]? = nil,
    target: String? = nil
  ) throws {
    let root = target.map(PredictionFile.group) ?? ""
    if let target { _ = try PredictionTable.choose([target], in: "/target", of: file) }
    let group = root + PredictionFile.estimates
    guard file.contains(group) else {
      throw Failure.data("\(file.name): \(group)", "is missing: the file is of a run without --fill")
    }
    let ids = try PredictionFile.regions(in: file, below: root)
    var estimates: [RegionEstimates] = []
    var found = Set<String>()
    for label in try PredictionTable.choose(labels, in: group, of: file) {
      for indicator in try file.members(of: "\(group)/\(label)") {
        found.insert(indicator)
        guard indicators?.map(PredictionFile.member).contains(indicator) ?? true else { continue }
        estimates.append(try RegionEstimates(from: file, at: "\(group)/\(label)/\(indicator)", ids.count))
      }
    }
    if let absent = indicators?.first(where: { !found.contains(PredictionFile.member($0)) }) {
      throw Failure.data(
        "\(file.name): \(group)", "has no '\(absent)'; it has \(found.sorted().listed())")
    }
    self.ids = ids
    self.estimates = estimates
    truth = try estimates.map { estimates in
      try file.read(
        "\(root)\(PredictionFile.values)/\(PredictionFile.member(estimates.indicator))", as: Double.self,
        shape: [ids.count], allowing: .finiteOrNaN)
    }
  }

  /// A row for each region that a model says something of, by model and indicator.
  package func rows(isTransformed: Bool = false) -> [EstimateRow] {
    estimates.flatMap { $0.rows(ids, isTransformed: isTransformed) }
  }
}

extension RegionEstimates {
  fileprivate init(from file: borrowing HDF5File, at group: String, _ count: Int) throws {
    func column(_ name: String, _ allowed: AllowedNumbers = .finiteOrNaN) throws -> [Double] {
      try file.read("\(group)/\(name)", shape: [count], allowing: allowed)
    }
    let level: Double = try file.numberAttribute("level", on: group)
    guard level > 0, level < 1 else {
      throw Failure.data("\(file.name): \(group)@level", "is \(level), where a share is needed")
    }
    let scaled: Int64 = try file.numberAttribute("scaled", on: group)
    let isApplied = file.hasAttribute("threshold", on: group)
    let values = try column("estimate")
    // Where nothing bounds an estimate.
    let (low, high) = (try column("low", .any), try column("high", .any))
    let dissimilarity = isApplied ? try column("dissimilarity") : []
    let codes = try file.read("\(group)/kind", as: Int32.self, shape: [count])
    guard codes.allSatisfy({ $0 == -1 || PredictionFile.kinds.indices.contains(Int($0)) }) else {
      throw Failure.data("\(file.name): \(group)/kind", "has numbers that stand for no kind")
    }
    let regions = codes.enumerated().map { row, code -> RegionEstimate? in
      guard code >= 0 else { return nil }
      let hasInterval = !low[row].isNaN && !high[row].isNaN
      return RegionEstimate(
        PredictionFile.kinds[Int(code)], value: values[row],
        interval: hasInterval ? PredictionInterval(low: low[row], high: high[row]) : nil,
        dissimilarity: isApplied && !dissimilarity[row].isNaN ? dissimilarity[row] : nil)
    }
    self.init(
      label: try file.stringAttribute("features", on: group),
      indicator: try file.stringAttribute("indicator", on: group),
      transform: try file.choice("label_transform", on: group),
      settings: EstimateSettings(
        statistic: try file.choice("statistic", on: group), level: level, isScaled: scaled != 0),
      threshold: isApplied ? try file.numberAttribute("threshold", on: group) as Double : nil,
      totals: file.hasAttribute("totals", on: group)
        ? try file.choice("totals", on: group) : nil, regions: regions)
  }
}
