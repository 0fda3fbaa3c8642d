package import Prediction
package import Schemas
internal import Support

extension Evaluation {
  /// One model to be judged on one indicator.
  package struct Task: Sendable {
    /// The name that results carry, such as `tucker+ridge`.
    package let label: String
    package let indicator: String
    /// The indicator of every region; NaN where it is unknown and the region is left out.
    package let values: [Double]
    /// The scale that its models are fitted on.
    package let transform: LabelTransform
    /// Run i takes replicate i modulo their number: models of the same features trained otherwise.
    package let replicates: [Replicate]

    package init(
      label: String, indicator: String, values: [Double], transform: LabelTransform = .log1p,
      replicates: [Replicate]
    ) {
      precondition(!replicates.isEmpty, "a replicate")
      self.label = label
      self.indicator = indicator
      self.values = values
      self.transform = transform
      self.replicates = replicates
    }

    /// The fold without the regions that are left out.
    func known(_ fold: Fold) -> Fold { fold.filter { !values[$0].isNaN } }

    /// Fits the model of a run.
    /// - Throws: `Failure` (EX_DATAERR) where the fold leaves too little to fit to.
    func fit(run: Int, _ fold: Fold, seed: UInt64, item: UInt64) throws -> any FittedPredictor {
      let replicate = replicates[run % replicates.count]
      return try replicate.predictor.fit(
        replicate.inputs, labels: values.map { transform($0) },
        fold: try usable(fold, replicate.predictor.validation), seed: seed, item: item)
    }

    /// What the model of a run says of every region.
    func predictions(run: Int, _ fold: Fold, seed: UInt64, item: UInt64) throws -> [Double] {
      let replicate = replicates[run % replicates.count]
      let model = try fit(run: run, fold, seed: seed, item: item)
      guard let applied = replicate.applied else { return model.predictions(replicate.inputs) }
      // The regions that it was trained on keep the features that it knows.
      let trained = known(fold).trainingRows(replicate.predictor.validation)
      return model.predictions(replicate.inputs.replacing(rowsExcept: trained, from: applied))
    }

    private func usable(_ fold: Fold, _ validation: ValidationUse) throws -> Fold {
      var fold = known(fold)
      // In cross-validation the validation regions were set apart for those who need them only.
      if validation == .none { fold = fold.refitted }
      guard !fold.train.isEmpty else {
        throw Failure.data(nil, "no region is left to train \(label) on \(indicator)")
      }
      guard validation == .none || fold.validation.count > 1 else {
        throw Failure.data(
          nil,
          "\(label) on \(indicator) needs at least two validation regions to stop or choose by, not \(fold.validation.count)"
        )
      }
      return fold
    }
  }

  /// A predictor with the regions that it is fitted on.
  package struct Replicate: Sendable {
    package let predictor: any Predictor
    package let inputs: PredictorInputs
    /// The features of regions outside the training part, if they are others there.
    package let applied: EmbeddingTable?

    package init(
      _ predictor: any Predictor, _ inputs: PredictorInputs, appliedTo applied: EmbeddingTable? = nil
    ) {
      self.predictor = predictor
      self.inputs = inputs
      self.applied = applied
    }
  }
}
