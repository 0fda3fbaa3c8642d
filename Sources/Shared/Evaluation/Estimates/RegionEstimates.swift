package import Prediction

/// What a model says of an indicator in one region, on the indicator's own scale.
package struct RegionEstimate: Sendable, Equatable {
  /// Where an estimate comes from.
  package enum Kind: String, Sendable, CaseIterable {
    /// The region has a label, which the model did not see.
    case outOfFold = "out-of-fold"
    /// The model did not see a label; the region need not have one.
    case filled
    /// The model was fitted to the region's label, so that its error says nothing of others.
    case inSample = "in-sample"
  }

  package var kind: Kind
  package var value: Double
  /// With infinite bounds where too little is known for the level; nil for a region that the model was fitted to.
  package var interval: PredictionInterval?
  /// The dissimilarity index of its features; nil for a model without features.
  package var dissimilarity: Double?

  package init(
    _ kind: Kind, value: Double, interval: PredictionInterval? = nil, dissimilarity: Double? = nil
  ) {
    self.kind = kind
    self.value = value
    self.interval = interval
    self.dissimilarity = dissimilarity
  }
}

/// The estimates of one indicator by one model.
package struct RegionEstimates: Sendable, Equatable {
  /// The name that results carry, such as `tucker+ridge`.
  package var label: String
  package var indicator: String
  /// The scale that the model was fitted on.
  package var transform: LabelTransform
  package var settings: EstimateSettings
  /// The greatest dissimilarity index within the area of applicability; nil for a model without features.
  package var threshold: Double?
  /// What known totals they were made to add up to are of their groups; nil where there were none.
  package var totals: RatioBenchmark.Measure?
  /// Of each region of a list; nil where the model says nothing.
  package var regions: [RegionEstimate?]

  package init(
    label: String, indicator: String, transform: LabelTransform, settings: EstimateSettings,
    threshold: Double?, totals: RatioBenchmark.Measure? = nil, regions: [RegionEstimate?]
  ) {
    self.label = label
    self.indicator = indicator
    self.transform = transform
    self.settings = settings
    self.threshold = threshold
    self.totals = totals
    self.regions = regions
  }

  /// The estimates with those of some rows, and their bounds, multiplied so that they add up to totals.
  package func scaled(_ factors: some Sequence<(Int, Double)>, to totals: RatioBenchmark.Measure)
    -> RegionEstimates
  {
    var result = self
    result.totals = totals
    for (row, factor) in factors {
      result.regions[row]?.value *= factor
      result.regions[row]?.interval = regions[row]?.interval?.scaled(by: factor)
    }
    return result
  }

  /// Whether the model may speak of a region; nil where that is not known.
  package func isApplicable(_ region: RegionEstimate) -> Bool? {
    guard let threshold, let index = region.dissimilarity else { return nil }
    return index <= threshold
  }
}
