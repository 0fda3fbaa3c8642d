package import HDF5

/// A way to predict a label of every region from the labels of some: what is fitted, not yet fitted.
package protocol Predictor: Sendable {
  /// What fitting does with a fold's validation part.
  var validation: ValidationUse { get }
  /// Whether two seeds can give two results on the same fold.
  var dependsOnSeed: Bool { get }

  /// Fits to the rows of a fold.
  /// - Parameters:
  ///   - labels: one a row of `inputs`, on the scale to predict; only those of the fold's training and
  ///     validation rows are looked at.
  ///   - fold: at least one training row; two validation rows where `validation` asks for them.
  ///   - item: tells the folds of one seed apart.
  /// - Throws: `Failure` where nothing can be fitted.
  func fit(_ inputs: PredictorInputs, labels: [Double], fold: Fold, seed: UInt64, item: UInt64) throws
    -> any FittedPredictor
}

/// What fitting leaves: all that it takes to predict other regions, here or read back from a file.
package protocol FittedPredictor: Sendable {
  /// The prediction of each row of `inputs`, whose features have the dimension that was fitted.
  func predictions(_ inputs: PredictorInputs) -> [Double]

  /// How much it heeds each of `dimension` features once they are standardised, without regard to scale or
  /// sign; nil where it cannot tell.
  func featureWeights(dimension: Int) -> [Double]?

  /// The variance of each row's label about its prediction, on the scale of the labels and with their noise,
  /// for a region that did not train; nil of models that know none.
  func variances(_ inputs: PredictorInputs) -> [Double]?

  /// Writes everything below `group`, which no other object uses.
  func write(to file: borrowing HDF5File, at group: String) throws

  /// Reads what `write` wrote; its predictions are the same to the bit.
  /// - Parameter dimension: features a region; 0 without features.
  /// - Throws: `Failure` (EX_DATAERR) where that is missing, or cannot predict from `dimension` features.
  init(from file: borrowing HDF5File, at group: String, dimension: Int) throws
}

extension FittedPredictor {
  package func featureWeights(dimension: Int) -> [Double]? { nil }
  package func variances(_ inputs: PredictorInputs) -> [Double]? { nil }
}

/// What fitting does with a fold's validation part.
package enum ValidationUse: Sendable {
  /// Nothing: it takes no part.
  case none
  /// It says when training stops, and so is never trained on.
  case stopping
  /// It chooses settings, with which a model is then fitted to all that may train.
  case choosing
}
