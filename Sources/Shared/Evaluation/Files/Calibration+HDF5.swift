internal import HDF5
internal import Prediction
internal import Schemas
internal import Support

extension Calibration {
  /// Writes `region`, `fold`, `error` and, where there is one, `scale`, `label` of the training regions, the groups `fold_model/1`, `fold_model/2` … and `applicability`.
  func write(to file: borrowing HDF5File, at group: String, sharing tables: inout WrittenFeatures) throws {
    try file.write(
      scores.map(\.region), to: "\(group)/region",
      HDF5Layout("identifier of each region that a fold's model was not fitted to", dimensions: []))
    try file.write(
      scores.map { Int64($0.fold) }, to: "\(group)/fold", shape: [scores.count],
      HDF5Layout("fold that held it, from 0", dimensions: []))
    try file.write(
      scores.map(\.error), to: "\(group)/error", shape: [scores.count],
      HDF5Layout("its label less what the fold's model says", dimensions: []))
    if let scales {
      try file.write(
        scales, to: "\(group)/scale", shape: [scores.count],
        HDF5Layout("how hard it is to predict, which scaled bounds measure errors by", dimensions: []))
    }
    try file.write(
      labels, to: "\(group)/label", shape: [labels.count],
      HDF5Layout("label of each region that the model learnt from", dimensions: []))
    try file.setAttribute("folds", models.count, on: group)
    for (number, model) in models.enumerated() {
      try model.write(to: file, at: "\(group)/fold_model/\(number + 1)")
    }
    try applicability.write(to: file, at: "\(group)/applicability", sharing: &tables)
  }

  /// - Throws: `Failure` (EX_DATAERR) where a part is missing, of the wrong size or of no meaning.
  init(from file: borrowing HDF5File, at group: String, kind: PredictorKind, dimension: Int) throws {
    let regions = try file.readStrings("\(group)/region")
    try requireNames(regions, "\(file.name): \(group)/region")
    let folds = try file.read("\(group)/fold", as: Int64.self, shape: [regions.count])
    let count: Int64 = try file.numberAttribute("folds", on: group)
    guard (0...Int64(regions.count)).contains(count), Set(folds) == Set(0..<count) else {
      throw Failure.data(
        "\(file.name): \(group)/fold", "does not number folds from 0 of which each of \(count) holds a region"
      )
    }
    let errors = try file.read(
      "\(group)/error", as: Double.self, shape: [regions.count], allowing: .finiteOrNaN)
    let scales =
      file.contains("\(group)/scale")
      ? try file.read("\(group)/scale", as: Double.self, shape: [regions.count]) : nil
    guard scales?.allSatisfy({ $0 > 0 }) ?? true else {
      throw Failure.data("\(file.name): \(group)/scale", "is not positive")
    }
    let applicability = try ApplicabilityReference(
      from: file, at: "\(group)/applicability", dimension: dimension)
    let labels = try file.read(
      "\(group)/label", as: Double.self, shape: [applicability.training.ids.count])
    let models = try (0..<Int(count)).map { fold -> any FittedPredictor in
      try kind.fitted.init(from: file, at: "\(group)/fold_model/\(fold + 1)", dimension: dimension)
    }
    self.init(
      models: models,
      scores: regions.indices.map {
        Score(region: regions[$0], fold: Int(folds[$0]), error: errors[$0])
      },
      applicability: applicability, labels: labels, scales: scales)
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
    try requireNames(regions, "\(file.name): \(group)/region")
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
