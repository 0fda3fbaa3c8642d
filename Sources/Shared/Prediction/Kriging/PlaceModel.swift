package import HDF5

/// A kriging model without features, whatever regions have.
package struct PlaceModel: FittedPredictor {
  package let kriging: KrigingModel

  init(_ kriging: KrigingModel) { self.kriging = kriging }

  package func predictions(_ inputs: PredictorInputs) -> [Double] { kriging.predictions(inputs.places) }

  package func variances(_ inputs: PredictorInputs) -> [Double]? { kriging.variances(inputs.places) }

  package func write(to file: borrowing HDF5File, at group: String) throws {
    try kriging.write(to: file, at: group)
  }

  package init(from file: borrowing HDF5File, at group: String, dimension: Int) throws {
    kriging = try KrigingModel(from: file, at: group, dimension: 0)
  }
}
