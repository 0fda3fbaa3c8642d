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

    /// Fits the model of a run and asks it of every region.
    /// - Parameter keepsModel: nil is then the answer to a fold that leaves nothing to train on.
    func output(run: Int, _ fold: Fold, seed: UInt64, item: UInt64, keepsModel: Bool) throws -> FoldOutput? {
      let known = known(fold)
      if keepsModel, known.refitted.train.isEmpty { return nil }
      let model = try fit(run: run, fold, seed: seed, item: item)
      let replicate = run % replicates.count
      let fitted = FittedFold(test: known.test, replicate: replicate, model: model)
      return FoldOutput(
        drawn: fold, fold: known, predictions: model.predictions(inputs(of: replicate, trainedOn: known)),
        fitted: keepsModel ? fitted : nil)
    }

    /// What a model of a replicate knows of every region: where it is applied to other features, the regions that
    /// it was trained on keep those that it knows.
    /// - Parameter fold: without regions that are left out.
    func inputs(of replicate: Int, trainedOn fold: Fold) -> PredictorInputs {
      let replicate = replicates[replicate]
      guard let applied = replicate.applied else { return replicate.inputs }
      return replicate.inputs.replacing(
        rowsExcept: fold.trainingRows(replicate.predictor.validation), from: applied)
    }

    private func usable(_ fold: Fold, _ validation: ValidationUse) throws -> Fold {
      var fold = known(fold)
      // In cross-validation the validation regions were set apart for those who need them only.
      if validation == .none { fold = fold.refitted }
      guard !fold.train.isEmpty else {
        throw Failure.data(
          nil,
          "no region is left to train \(label) on \(indicator) for a fold of \(fold.test.count) regions: "
            + "all others are within --buffer or without a label")
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
