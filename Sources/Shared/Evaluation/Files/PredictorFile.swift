package import HDF5
internal import Prediction
package import Schemas
internal import Support

/// What `knowcl/predictor` holds: fitted models by features, predictor and indicator; see docs/formats.md.
package struct PredictorFile: Sendable {
  package let models: [SavedModel]

  package init(_ models: [SavedModel]) { self.models = models }

  /// The oldest version of the schema that can hold it.
  package var version: SchemaVersion {
    let isNew = models.contains { model in
      model.runs.contains { $0.calibration != nil } || model.features.files.contains { $0.encoder != nil }
    }
    return isNew ? SchemaVersion(1, 1) : SchemaVersion(1, 0)
  }

  /// Writes a group `/model/LABEL/INDICATOR` for each model, with a group for each of its runs.
  package func write(to file: borrowing HDF5File) throws {
    var tables = WrittenFeatures()
    for model in models {
      let group = Self.group(of: model)
      try model.write(to: file, at: group, sharing: &tables)
      if version >= SchemaVersion(1, 1) { try SavedModel.seal(file, at: group) }
    }
  }

  /// Reads every model.
  /// - Parameter version: of the file's schema; what a later one added is not looked at.
  /// - Throws: `Failure` (EX_DATAERR) where a part is missing, of the wrong size or unknown here.
  package init(from file: borrowing HDF5File, version: SchemaVersion = Schema.predictor.version) throws {
    guard file.contains("/model") else { throw Failure.data("\(file.name): /model", "is missing") }
    var models: [SavedModel] = []
    for label in try file.members(of: "/model") {
      for indicator in try file.members(of: "/model/\(label)") {
        models.append(try SavedModel(from: file, at: "/model/\(label)/\(indicator)", version: version))
      }
    }
    guard !models.isEmpty else { throw Failure.data("\(file.name): /model", "holds no model") }
    self.models = models
  }

  private static func group(of model: SavedModel) -> String {
    "/model/\(PredictionFile.member(model.label))/\(PredictionFile.member(model.indicator))"
  }
}
