internal import HDF5
internal import Schemas

/// ŷ = b + wᵀz of the standardised features z.
struct LinearModel: FittedPredictor {
  let scaling: Standardisation
  /// w, one a feature.
  let weights: [Double]
  /// b.
  let intercept: Double

  init(_ scaling: Standardisation, weights: [Double], intercept: Double) {
    self.scaling = scaling
    self.weights = weights
    self.intercept = intercept
  }

  func predictions(_ inputs: PredictorInputs) -> [Double] {
    (0..<inputs.count).map { row in
      var sum = intercept
      for (column, value) in inputs.features.row(row).enumerated() {
        sum += (Double(value) - scaling.means[column]) / scaling.scales[column] * weights[column]
      }
      return sum
    }
  }

  func featureWeights(dimension: Int) -> [Double]? { weights }

  func write(to file: borrowing HDF5File, at group: String) throws {
    try scaling.write(to: file, at: group)
    try file.write(
      weights, to: "\(group)/weight", shape: [weights.count],
      HDF5Layout("weight of each standardised feature", dimensions: []))
    try file.write(
      [intercept], to: "\(group)/intercept", shape: [1], HDF5Layout("intercept", dimensions: []))
  }

  init(from file: borrowing HDF5File, at group: String, dimension: Int) throws {
    scaling = try Standardisation(from: file, at: group, dimension: dimension)
    weights = try file.read("\(group)/weight", shape: [dimension])
    intercept = try file.read("\(group)/intercept", shape: [1])[0]
  }
}
