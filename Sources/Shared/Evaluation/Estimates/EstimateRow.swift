internal import Prediction
internal import Support

/// One line of a table of estimates.
package struct EstimateRow: Sendable, Encodable {
  package let region: String
  package let indicator: String
  package let model: String
  package let kind: String
  /// On the indicator's own scale; nil where that is beyond all numbers.
  package let estimate: Double?
  /// Bounds at the level of the run; nil for a region that the model was fitted to. JSON has no infinity: there
  /// they are null too.
  package let low: Double?
  package let high: Double?
  /// Whether the model may speak of the region: inside or outside its area of applicability; nil where that is not
  /// known, as of models without features.
  package let applicability: String?
  /// The dissimilarity index that says so.
  package let dissimilarity: Double?

  package static let columns = [
    "region", "indicator", "model", "kind", "estimate", "low", "high", "applicability", "dissimilarity",
  ]

  private enum CodingKeys: CodingKey {
    case region, indicator, model, kind, estimate, low, high, applicability, dissimilarity
  }

  package func encode(to encoder: any Encoder) throws {
    var row = encoder.container(keyedBy: CodingKeys.self)
    try row.encode(region, forKey: .region)
    try row.encode(indicator, forKey: .indicator)
    try row.encode(model, forKey: .model)
    try row.encode(kind, forKey: .kind)
    try row.encode(applicability, forKey: .applicability)
    for (key, value) in [
      (CodingKeys.estimate, estimate), (.low, low), (.high, high), (.dissimilarity, dissimilarity),
    ] {
      try row.encode(value.flatMap { $0.isFinite ? $0 : nil }, forKey: key)
    }
  }

  /// The fields in the order of `columns`; what is not known is empty, a bound that nothing sets is inf or -inf.
  package var fields: [String] {
    let numbers = [estimate, low, high].map { $0.map { "\($0)" } ?? "" }
    return [region, indicator, model, kind] + numbers
      + [applicability ?? "", dissimilarity.map { "\($0)" } ?? ""]
  }
}

extension RegionEstimates {
  /// A row for each region that the model says something of.
  /// - Parameters:
  ///   - ids: of `regions`.
  ///   - isTransformed: whether numbers are to be on the scale that the model was fitted on.
  package func rows(_ ids: [String], isTransformed: Bool = false) -> [EstimateRow] {
    func shown(_ value: Double) -> Double { isTransformed && value.isFinite ? transform(value) : value }
    return zip(ids, regions).compactMap { id, region in
      guard let region else { return nil }
      return EstimateRow(
        region: id, indicator: indicator, model: label, kind: region.kind.rawValue,
        estimate: shown(region.value), low: region.interval.map { shown($0.low) },
        high: region.interval.map { shown($0.high) },
        applicability: isApplicable(region).map { $0 ? "inside" : "outside" },
        dissimilarity: region.dissimilarity)
    }
  }
}
