package import Prediction

/// The model of a fold, kept for regions that no fold holds.
package struct FittedFold: Sendable {
  /// Rows with a label that it was not fitted to and is judged on.
  package let test: [Int]
  /// Which replicate of the features it was fitted on, from 0.
  package let replicate: Int
  package let model: any FittedPredictor

  package init(test: [Int], replicate: Int, model: any FittedPredictor) {
    self.test = test
    self.replicate = replicate
    self.model = model
  }
}

/// What the model of a fold says.
struct FoldOutput: Sendable {
  /// As it was drawn.
  let drawn: Fold
  /// Without regions that are left out.
  let fold: Fold
  /// Of every region.
  let predictions: [Double]
  /// nil where it need not be kept.
  let fitted: FittedFold?
}
