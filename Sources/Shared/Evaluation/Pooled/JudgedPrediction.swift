package import Prediction

/// A prediction that judges a model: of a region that it was tested on, beside what is known there.
package struct JudgedPrediction: Sendable {
  package var region: String
  package let indicator: String
  package let features: String
  /// What tells runs of the same features apart, such as the seed.
  package let run: String
  /// The scale that models of the indicator are fitted on.
  package let scale: LabelTransform
  package let truth: ValueOnBothScales
  package let prediction: ValueOnBothScales

  package init(
    region: String, indicator: String, features: String, run: String, scale: LabelTransform,
    truth: ValueOnBothScales, prediction: ValueOnBothScales
  ) {
    self.region = region
    self.indicator = indicator
    self.features = features
    self.run = run
    self.scale = scale
    self.truth = truth
    self.prediction = prediction
  }
}
