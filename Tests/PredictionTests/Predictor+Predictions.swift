internal import Prediction
internal import Schemas

extension Predictor {
  /// Fits to a fold and predicts all regions.
  /// - Parameter applied: the features of regions that it was not trained on, if they are others there.
  func predictions(
    _ inputs: PredictorInputs, _ fold: Fold, _ labels: [Double], appliedTo applied: EmbeddingTable? = nil,
    seed: UInt64 = 1
  ) throws -> [Double] {
    let model = try fit(inputs, labels: labels, fold: fold, seed: seed, item: 0)
    let trained = fold.trainingRows(validation)
    return model.predictions(applied.map { inputs.replacing(rowsExcept: trained, from: $0) } ?? inputs)
  }
}
