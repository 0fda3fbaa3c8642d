internal import Evaluation
internal import HDF5
internal import Prediction
internal import Schemas
internal import Support
internal import Tables
internal import Tooling

extension ApplicationPlan {
  /// Reads models and regions, and writes what the models say.
  func run(_ context: Context) throws {
    try context.requireDifferent([("-o", output), ("--estimates", estimates.path)])
    if let output { try context.checkHDF5Output(output) }
    let models = try readModels(context)
    let regions = try ApplicationData(self, for: models, context)
    let isCalibrated = models.allSatisfy(\.isCalibrated)
    if needsEstimates, let bare = models.first(where: { !$0.isCalibrated }) {
      throw Failure.data(
        path, "was saved without --fill, so that nothing bounds what \(bare.label) says of \(bare.indicator)")
    }
    let applied = try models.map { try regions.apply($0, isCalibrated ? settings : nil, context) }
    if let output {
      let version = isCalibrated ? SchemaVersion(1, 1) : PredictionFile.version(of: models.map(\.transform))
      try context.writeHDF5(output, .predictions, version: version) { file in
        try PredictionFile.write(applied, to: file) { regions.coordinates?[$0] }
      }
    }
    if isCalibrated {
      guard let path = estimates.path else { return }
      let rows = applied.flatMap { $0.estimates?.rows($0.ids, isTransformed: estimates.isTransformed) ?? [] }
      return try context.writeText(path, try estimates.text(rows))
    }
    guard output != "-" else { return }
    let rows = applied.flatMap(\.rows)
    let table =
      try json
      ? JSONLines.text(rows) : ([AppliedRow.header] + rows.map(\.line)).joined(separator: "\n") + "\n"
    try context.writeText("-", table)
  }

  /// The models to apply.
  /// - Throws: `Failure` (EX_DATAERR) where the file has none of a name that is asked for.
  private func readModels(_ context: Context) throws -> [SavedModel] {
    let (models, file) = try context.readHDF5(path, .predictor) {
      (try PredictorFile(from: $0, version: $0.requireVersion(of: .predictor)).models, $0.name)
    }
    for (wanted, key) in [(labels, \SavedModel.label), (indicators, \SavedModel.indicator)] {
      let known = Set(models.map { $0[keyPath: key] })
      if let name = wanted?.first(where: { !known.contains($0) }) {
        throw Failure.data(
          file, "has no model '\(name)'; it has \(known.sorted().listed())")
      }
    }
    let chosen = models.filter { model in
      labels?.contains(model.label) ?? true && indicators?.contains(model.indicator) ?? true
    }
    guard !chosen.isEmpty else { throw Failure.data(file, "has no model of these features and indicators") }
    return chosen
  }
}
