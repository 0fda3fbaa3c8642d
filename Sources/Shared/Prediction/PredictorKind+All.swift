extension PredictorKind {
  /// Every predictor, in the order of the help.
  package static let all: [PredictorKind] = [
    ridge,
    elasticNet,
    lasso,
    mlp,
    randomForest,
    gradientBoosting,
    knn,
    kriging,
    mean,
    coordinates,
    place,
  ]
}
