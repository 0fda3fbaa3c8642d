internal import Evaluation
internal import HDF5
internal import Prediction
internal import Schemas

/// A fitted predictor that says what a test tells it to.
struct Told: FittedPredictor {
  private let prediction: @Sendable (_ row: Int) -> Double

  init(_ prediction: @escaping @Sendable (_ row: Int) -> Double) { self.prediction = prediction }

  func predictions(_ inputs: PredictorInputs) -> [Double] { (0..<inputs.count).map(prediction) }

  func write(to file: borrowing HDF5File, at group: String) {}

  init(from file: borrowing HDF5File, at group: String, dimension: Int) {
    self.init { _ in .nan }
  }
}

extension Evaluation.Task {
  /// A task on regions without features.
  init(label: String, indicator: String = "i", values: [Double], _ predictors: [any Predictor]) {
    let regions = PredictorInputs(ids: values.indices.map { "r\($0)" })
    self.init(
      label: label, indicator: indicator, values: values,
      replicates: predictors.map { Evaluation.Replicate($0, regions) })
  }

  init(label: String, indicator: String = "i", values: [Double], _ predictor: any Predictor) {
    self.init(label: label, indicator: indicator, values: values, [predictor])
  }
}
