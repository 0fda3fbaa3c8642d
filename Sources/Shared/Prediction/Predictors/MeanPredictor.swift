internal import HDF5

extension PredictorKind {
  static let mean = PredictorKind(
    "mean", "the mean of the training labels", inputs: [], fitted: MeanModel.self
  ) { _, _ in MeanPredictor() }
}

/// Predicts the mean of the training labels.
package struct MeanPredictor: Predictor {
  package let validation = ValidationUse.none
  package let dependsOnSeed = false

  package init() {}

  package func fit(_ inputs: PredictorInputs, labels: [Double], fold: Fold, seed: UInt64, item: UInt64)
    -> any FittedPredictor
  {
    MeanModel(mean: fold.train.reduce(0) { $0 + labels[$1] } / Double(fold.train.count))
  }
}

struct MeanModel: FittedPredictor {
  let mean: Double

  init(mean: Double) { self.mean = mean }

  func predictions(_ inputs: PredictorInputs) -> [Double] { [Double](repeating: mean, count: inputs.count) }

  func write(to file: borrowing HDF5File, at group: String) throws {
    try file.write(
      [mean], to: "\(group)/mean", shape: [1], HDF5Layout("mean of the training labels", dimensions: []))
  }

  init(from file: borrowing HDF5File, at group: String, dimension: Int) throws {
    mean = try file.read("\(group)/mean", shape: [1])[0]
  }
}
