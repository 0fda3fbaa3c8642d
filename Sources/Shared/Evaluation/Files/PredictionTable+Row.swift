internal import Prediction
internal import Tables

extension PredictionTable {
  /// What a model predicts of a region in a run.
  package struct Row: Sendable {
    let region: String
    let indicator: String
    let features: String
    let seed: UInt64
    /// nil where nothing judges it: where the region has no label or no part.
    let part: Part?
    /// The scale of the two numbers that follow.
    let scale: LabelTransform
    /// NaN where unknown.
    let truth: Double
    let prediction: Double
    /// To the nearest label; NaN where nothing tests the region, nil where the file does not say.
    let metres: Double?

    var line: String {
      let truth = truth.isFinite ? "\(truth)" : ""
      let line =
        "\(region)\t\(indicator)\t\(features)\t\(seed)\t\(part?.rawValue ?? filled)\t\(truth)\t\(prediction)"
      guard let metres else { return line }
      return line + (metres.isNaN ? "\t" : "\t\(metres)")
    }

    /// The prediction of a test region with a label; nil of others.
    package var judged: JudgedPrediction? {
      guard part == .test else { return nil }
      return JudgedPrediction(
        region: region, indicator: indicator, features: features, run: "\(seed)", scale: scale,
        truth: ValueOnBothScales(transformed: truth, on: scale),
        prediction: ValueOnBothScales(transformed: prediction, on: scale))
    }
  }
}
