internal import Prediction
internal import Support

/// The estimates of one model as properties of features of a map, each with the indicator in front of its name, and
/// null where there is none: flat, so that QGIS and its like can style by them.
package struct EstimateMap: Sendable {
  private let estimates: [RegionEstimates]
  /// The indicators themselves where they are known, as `estimates`.
  private let truth: [[Double]]
  private let rows: [String: Int]

  /// - Parameters:
  ///   - ids: of the regions of `estimates`, all by one model.
  ///   - truth: of each indicator, on its own scale; NaN where unknown.
  package init(_ ids: [String], _ estimates: [RegionEstimates], truth: [[Double]]) {
    self.estimates = estimates
    self.truth = truth
    rows = Dictionary(ids.enumerated().map { ($1, $0) }) { first, _ in first }
  }

  package func contains(_ id: String?) -> Bool { id.map { rows[$0] != nil } ?? false }

  /// Names of properties, and their values as JSON.
  package func properties(of id: String?) -> [(name: String, json: String)] {
    let row = id.flatMap { rows[$0] }
    return zip(estimates, truth).flatMap { estimates, truth in
      let region = row.flatMap { estimates.regions[$0] }
      let known = row.map { truth[$0] }.flatMap { $0.isNaN ? nil : $0 }
      let error = region.flatMap { region in known.map { region.value - $0 } }
      let isInside = region.flatMap { estimates.isApplicable($0) }
      return [
        ("estimate", JSONText.number(region?.value)), ("low", JSONText.number(region?.interval?.low)),
        ("high", JSONText.number(region?.interval?.high)),
        ("kind", region.map { JSONText.quoted($0.kind.rawValue) } ?? "null"),
        ("applicability", isInside.map { $0 ? "\"inside\"" : "\"outside\"" } ?? "null"),
        ("dissimilarity", JSONText.number(region?.dissimilarity)), ("truth", JSONText.number(known)),
        ("error", JSONText.number(error)),
      ].map { (name: "\(estimates.indicator)_\($0)", json: $1) }
    }
  }

  /// What the estimates are, as a member of the collection.
  package var member: (name: String, json: String) {
    let indicators = estimates.map { estimates in
      let threshold = JSONText.number(estimates.threshold)
      return
        "{\"name\": \(JSONText.quoted(estimates.indicator)), \"transform\": \"\(estimates.transform.rawValue)\", \"threshold\": \(threshold)}"
    }
    let model = JSONText.quoted(estimates.first?.label ?? "")
    let settings = estimates.first?.settings ?? EstimateSettings()
    return (
      "knowcl",
      "{\"model\": \(model), \"level\": \(settings.level), \"statistic\": \"\(settings.statistic.rawValue)\", "
        + "\"indicators\": [\(indicators.joined(separator: ", "))]}"
    )
  }
}
