internal import Prediction

/// The models of the folds of one run with the errors that each made in the regions left out.
package struct FoldCalibration: Sendable {
  package let folds: [FittedFold]
  /// By row: the fold that left the region out.
  package let foldOfRow: [Int: Int]
  package let conformal: CrossConformal

  /// - Parameters:
  ///   - labels: of every row, on the scale of predictions; NaN where unknown.
  ///   - predictions: of every row by the fold that left it out.
  init(_ folds: [FittedFold], labels: [Double], predictions: [Double]) {
    self.folds = folds
    let rows = folds.enumerated().flatMap { number, fold in fold.test.map { (row: $0, fold: number) } }
    foldOfRow = Dictionary(rows.map { ($0.row, $0.fold) }) { first, _ in first }
    conformal = CrossConformal(
      residuals: rows.map { abs(labels[$0.row] - predictions[$0.row]) }, folds: rows.map(\.fold),
      foldCount: folds.count)
  }

  /// Intervals of regions that no fold holds, on the scale of labels.
  /// - Parameter inputs: the regions with the features of each replicate.
  func intervals(_ inputs: [PredictorInputs], level: Double) -> [PredictionInterval] {
    conformal.intervals(folds.map { $0.model.predictions(inputs[$0.replicate]) }, level: level)
  }

  /// Intervals about out-of-fold predictions.
  /// - Parameter predictions: of every row.
  /// - Returns: of every row; nil where no fold left it out.
  func ownIntervals(_ predictions: [Double], level: Double) -> [PredictionInterval?] {
    let margins = conformal.ownMargins(level: level)
    return predictions.enumerated().map { row, value in
      foldOfRow[row].map { PredictionInterval(low: value - margins[$0], high: value + margins[$0]) }
    }
  }
}
