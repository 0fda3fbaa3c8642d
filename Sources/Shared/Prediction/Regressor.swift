/// A model that predicts a label of every region from the labels of some.
package protocol Regressor: Sendable {
  /// Whether the model stops or chooses its settings by a validation part.
  var usesValidation: Bool { get }
  /// Whether two seeds can give two results on the same fold.
  var dependsOnSeed: Bool { get }

  /// Trains on a fold and predicts all regions.
  /// - Parameters:
  ///   - labels: one for each region, on the scale to predict; only those of the fold's training and
  ///     validation regions are looked at.
  ///   - item: tells the folds of one seed apart.
  func predictions(trainedOn fold: Fold, labels: [Double], seed: UInt64, item: UInt64) throws -> [Double]
}

/// Predicts the mean of the training labels.
package struct MeanRegressor: Regressor {
  package let usesValidation = false
  package let dependsOnSeed = false

  package init() {}

  package func predictions(trainedOn fold: Fold, labels: [Double], seed: UInt64, item: UInt64) -> [Double] {
    let mean = fold.train.reduce(0) { $0 + labels[$1] } / Double(fold.train.count)
    return labels.map { _ in mean }
  }
}
