internal import HDF5
internal import Prediction
internal import Schemas
internal import Support

extension Calibration {
  /// Writes `region`, `fold` and `residual`, the groups `fold_model/1`, `fold_model/2` … and `applicability`.
  func write(to file: borrowing HDF5File, at group: String, sharing tables: inout WrittenFeatures) throws {
    try file.write(
      scores.map(\.region), to: "\(group)/region",
      HDF5Layout("identifier of each region that a fold's model was not fitted to", dimensions: []))
    try file.write(
      scores.map { Int64($0.fold) }, to: "\(group)/fold", shape: [scores.count],
      HDF5Layout("fold that held it, from 0", dimensions: []))
    try file.write(
      scores.map(\.residual), to: "\(group)/residual", shape: [scores.count],
      HDF5Layout("what the fold's model missed its label by, without sign", dimensions: []))
    try file.setAttribute("folds", models.count, on: group)
    for (number, model) in models.enumerated() {
      try model.write(to: file, at: "\(group)/fold_model/\(number + 1)")
    }
    try applicability.write(to: file, at: "\(group)/applicability", sharing: &tables)
  }

  /// - Throws: `Failure` (EX_DATAERR) where a part is missing, of the wrong size or of no meaning.
  init(from file: borrowing HDF5File, at group: String, kind: PredictorKind, dimension: Int) throws {
    let regions = try file.readStrings("\(group)/region")
    try requireUnique(regions, "\(file.name): \(group)/region")
    let folds = try file.read("\(group)/fold", as: Int64.self, shape: [regions.count])
    let count: Int64 = try file.numberAttribute("folds", on: group)
    guard (0...Int64(regions.count)).contains(count), Set(folds) == Set(0..<count) else {
      throw Failure.data(
        "\(file.name): \(group)/fold", "does not number folds from 0 of which each of \(count) holds a region"
      )
    }
    let residuals = try file.read(
      "\(group)/residual", as: Double.self, shape: [regions.count], allowingNaN: true)
    guard residuals.allSatisfy({ $0 >= 0 }) else {
      throw Failure.data("\(file.name): \(group)/residual", "has an element that is not 0 or more")
    }
    let models = try (0..<Int(count)).map { fold -> any FittedPredictor in
      try kind.fitted.init(from: file, at: "\(group)/fold_model/\(fold + 1)", dimension: dimension)
    }
    self.init(
      models: models,
      scores: regions.indices.map {
        Score(region: regions[$0], fold: Int(folds[$0]), residual: residuals[$0])
      },
      applicability: try ApplicabilityReference(
        from: file, at: "\(group)/applicability", dimension: dimension))
  }
}

extension ApplicabilityReference {
  /// Writes `region` and `features` of the training regions, `mean`, `scale` and `weight` of the features,
  /// `mean_distance` and `threshold`.
  func write(to file: borrowing HDF5File, at group: String, sharing tables: inout WrittenFeatures) throws {
    try tables.write(training, to: file, at: group)
    try scaling.write(to: file, at: group)
    try file.write(
      weights, to: "\(group)/weight", shape: [weights.count],
      HDF5Layout("how much the model heeds each standardised feature", dimensions: []))
    for (name, value, text) in [
      ("mean_distance", meanDistance, "mean distance between two of these regions"),
      ("threshold", threshold, "greatest dissimilarity index inside the area of applicability"),
    ] {
      try file.write([value], to: "\(group)/\(name)", shape: [1], HDF5Layout(text, dimensions: []))
    }
  }

  /// - Throws: `Failure` (EX_DATAERR) where a part is missing, of the wrong size or of no meaning.
  init(from file: borrowing HDF5File, at group: String, dimension: Int) throws {
    func count(_ name: String) throws -> Double {
      let value = try file.read("\(group)/\(name)", as: Double.self, shape: [1])[0]
      guard value >= 0 else { throw Failure.data("\(file.name): \(group)/\(name)", "is negative") }
      return value
    }
    let regions = try file.readStrings("\(group)/region")
    try requireUnique(regions, "\(file.name): \(group)/region")
    let weights = try file.read("\(group)/weight", as: Double.self, shape: [dimension])
    guard weights.allSatisfy({ $0 >= 0 }) else {
      throw Failure.data("\(file.name): \(group)/weight", "has a negative element")
    }
    self.init(
      training: EmbeddingTable(
        ids: regions, values: try file.read("\(group)/features", shape: [regions.count, dimension]),
        dimension: dimension),
      scaling: try Standardisation(from: file, at: group, dimension: dimension), weights: weights,
      meanDistance: try count("mean_distance"), threshold: try count("threshold"))
  }
}
