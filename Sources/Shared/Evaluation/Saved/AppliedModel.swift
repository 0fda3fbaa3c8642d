package import Prediction

/// What a saved model says of regions.
package struct AppliedModel: Sendable {
  package let label: String
  package let indicator: String
  package let transform: LabelTransform
  package let ids: [String]
  package let seeds: [UInt64]
  /// For each seed, the prediction of the label of each region.
  package let predictions: [[Double]]
  /// Of `ids`; nil of a model that was saved without what bounds them.
  package let estimates: RegionEstimates?

  /// - Parameter predictions: of `ids` by each run of the model.
  package init(
    _ model: SavedModel, ids: [String], predictions: [[Double]], estimates: RegionEstimates? = nil
  ) {
    self.estimates = estimates
    label = model.label
    indicator = model.indicator
    transform = model.transform
    self.ids = ids
    seeds = model.runs.map(\.seed)
    self.predictions = predictions
  }
}

/// One line of a table of applied models.
package struct AppliedRow: Sendable, Encodable {
  package let region: String
  package let indicator: String
  package let features: String
  package let seed: UInt64
  /// The prediction on the scale that the model was fitted on, and of the indicator itself; nil where that is beyond all numbers.
  package let y_pred: Double?
  package let y_pred_raw: Double?

  package static let header = "region\tindicator\tfeatures\tseed\ty_pred\ty_pred_raw"

  /// The row in a TSV table.
  package var line: String {
    func field(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
    return [region, indicator, features, String(seed), field(y_pred), field(y_pred_raw)]
      .joined(separator: "\t")
  }
}

extension AppliedModel {
  /// A row for each run and region.
  package var rows: [AppliedRow] {
    zip(seeds, predictions).flatMap { seed, values in
      zip(ids, values).map { id, value in
        let raw = transform.inverse(value)
        return AppliedRow(
          region: id, indicator: indicator, features: label, seed: seed,
          y_pred: value.isFinite ? value : nil, y_pred_raw: raw.isFinite ? raw : nil)
      }
    }
  }
}
