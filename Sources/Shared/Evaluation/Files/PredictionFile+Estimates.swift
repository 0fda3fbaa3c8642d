internal import HDF5
internal import Prediction
internal import Schemas
internal import Support

/// The group `/estimate/FEATURES/INDICATOR` of `knowcl/predictions` 1.1.
extension PredictionFile {
  static let estimates = "/estimate"
  /// Indicators on their own scale, where they are known.
  static let values = "/value"

  /// What the numbers of `kind` stand for.
  static let kinds: [RegionEstimate.Kind] = [.outOfFold, .filled, .inSample]

  static func write(
    _ estimates: RegionEstimates, below root: String, axis: String, to file: borrowing HDF5File
  ) throws {
    let group = "\(root)\(Self.estimates)/\(member(estimates.label))/\(member(estimates.indicator))"
    let (indicator, label, settings) = (estimates.indicator, estimates.label, estimates.settings)
    let regions = estimates.regions
    let percent = "interval at the level \(settings.level), NaN where the model was fitted to the region"
    var columns: [(name: String, text: String, values: [Double])] = [
      (
        "estimate", "\(settings.statistic.rawValue) of \(indicator) by \(label)",
        regions.map { $0?.value ?? .nan }
      ),
      ("low", "lower bound of the \(percent)", regions.map { $0?.interval?.low ?? .nan }),
      ("high", "upper bound of the \(percent)", regions.map { $0?.interval?.high ?? .nan }),
    ]
    if estimates.threshold != nil {
      columns.append(
        (
          "dissimilarity", "dissimilarity index of the features; NaN where there is none",
          regions.map { $0?.dissimilarity ?? .nan }
        ))
    }
    for column in columns {
      try file.write(
        column.values, to: "\(group)/\(column.name)", shape: [regions.count],
        HDF5Layout(column.text, dimensions: [axis]))
    }
    let codes = regions.map { region in Int32(region.flatMap { kinds.firstIndex(of: $0.kind) } ?? -1) }
    try file.write(
      codes, to: "\(group)/kind", shape: [regions.count],
      HDF5Layout("0 out-of-fold, 1 filled, 2 in-sample; -1 no estimate", dimensions: [axis]))
    for (name, value) in [
      ("features", label), ("indicator", indicator), ("label_transform", estimates.transform.rawValue),
      ("statistic", settings.statistic.rawValue),
    ] {
      try file.setAttribute(name, value, on: group)
    }
    try file.setAttribute("level", settings.level, on: group)
    try file.setAttribute("scaled", settings.isScaled ? 1 : 0, on: group)
    if let totals = estimates.totals { try file.setAttribute("totals", totals.rawValue, on: group) }
    if let threshold = estimates.threshold { try file.setAttribute("threshold", threshold, on: group) }
  }
}
