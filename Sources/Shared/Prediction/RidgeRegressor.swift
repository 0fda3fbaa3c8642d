internal import Foundation
package import Schemas

/// Ridge regression on standardised features, with the penalty of least leave-one-out error.
///
/// min ‖y − b − Xw‖² + λ‖w‖², the intercept b without penalty. The leave-one-out residual of region i is
/// (yᵢ − ŷᵢ) / (1 − hᵢ) with the leverage hᵢ of the full fit, so one eigendecomposition serves the whole
/// grid of λ (sklearn.linear_model.RidgeCV does the same).
package struct RidgeRegressor: Regressor {
  package let usesValidation = false
  package let dependsOnSeed = false
  /// 10⁻³ … 10⁶ in quarter decades; λ is on the scale of a sum over regions.
  package static let defaultPenalties = (-12...24).map { pow(10, Double($0) / 4) }

  let features: RegressorFeatures
  let penalties: [Double]

  /// - Parameter applied: predict regions outside the training part with these instead.
  package init(
    _ features: EmbeddingTable, appliedTo applied: EmbeddingTable? = nil,
    penalties: [Double] = Self.defaultPenalties
  ) {
    precondition(!penalties.isEmpty && penalties.allSatisfy { $0 > 0 }, "positive penalties")
    self.features = RegressorFeatures(features, appliedTo: applied)
    self.penalties = penalties
  }

  package func predictions(trainedOn fold: Fold, labels: [Double], seed: UInt64, item: UInt64) throws
    -> [Double]
  {
    let fitted = features.fitted
    let scaling = Standardisation(fitted, rows: fold.train)
    let solver = try RidgeSolver(
      scaling.apply(fitted, rows: fold.train), rows: fold.train.count, columns: fitted.dimension)
    let fit = solver.fit(fold.train.map { labels[$0] }, penalties: penalties)
    let inputs = features.inputs(fold)
    return labels.indices.map { row in
      var sum = fit.intercept
      for (column, value) in inputs.row(row).enumerated() {
        sum += (Double(value) - scaling.means[column]) / scaling.scales[column] * fit.weights[column]
      }
      return sum
    }
  }
}
