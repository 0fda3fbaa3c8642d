internal import Schemas
internal import Support

extension PredictorKind {
  static let ridge = PredictorKind(
    "ridge", "linear on standardised features, the penalty chosen by closed-form leave-one-out",
    fitted: LinearModel.self
  ) { _, _ in RidgePredictor() }
}

/// Ridge regression on standardised features, with the penalty of least leave-one-out error.
///
/// min ‖y − b − Xw‖² + λ‖w‖², the intercept b without penalty. The leave-one-out residual of region i is
/// (yᵢ − ŷᵢ) / (1 − hᵢ) with the leverage hᵢ of the full fit, so one eigendecomposition serves the whole
/// grid of λ (sklearn.linear_model.RidgeCV does the same).
package struct RidgePredictor: Predictor {
  package let validation = ValidationUse.none
  package let dependsOnSeed = false
  /// 10⁻³ … 10⁶ in quarter decades; λ is on the scale of a sum over regions.
  package static let defaultPenalties = (-12...24).map { Elementary.pow(10, Double($0) / 4) }

  let penalties: [Double]

  package init(penalties: [Double] = Self.defaultPenalties) {
    precondition(!penalties.isEmpty && penalties.allSatisfy { $0 > 0 }, "positive penalties")
    self.penalties = penalties
  }

  package func fit(_ inputs: PredictorInputs, labels: [Double], fold: Fold, seed: UInt64, item: UInt64) throws
    -> any FittedPredictor
  {
    let features = inputs.features
    let scaling = Standardisation(features, rows: fold.train)
    let solver = try RidgeSolver(
      scaling.apply(features, rows: fold.train), rows: fold.train.count, columns: features.dimension)
    let fit = solver.fit(fold.train.map { labels[$0] }, penalties: penalties)
    return LinearModel(scaling, weights: fit.weights, intercept: fit.intercept)
  }
}
