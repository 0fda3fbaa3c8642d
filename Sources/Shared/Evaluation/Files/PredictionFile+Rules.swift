internal import HDF5
internal import Prediction
internal import Support

/// What docs/formats.md says that a `knowcl/predictions` MUST be, beyond shapes and types.
extension PredictionFile {
  /// The regions of a city, and nothing wrong about where they are.
  /// - Parameter root: the group of the city, "" for the file's own.
  /// - Throws: `Failure` (EX_DATAERR).
  static func regions(in file: borrowing HDF5File, below root: String) throws -> [String] {
    let ids = try file.readStrings("\(root)/region/id")
    try requireNames(ids, "\(file.name): \(root)/region/id", areLabels: true)
    let path = "\(root)/region/lonlat"
    guard file.contains(path) else { return ids }
    let places = try file.read(path, as: Double.self, shape: [ids.count, 2], allowing: .finiteOrNaN)
    for row in ids.indices where !(places[2 * row].isNaN && places[2 * row + 1].isNaN) {
      if let problem = WGS84.problem(with: SIMD2(places[2 * row], places[2 * row + 1])) {
        throw Failure.data("\(file.name): \(path)", "row \(row) \(problem)")
      }
    }
    return ids
  }

  /// The scale of an indicator's labels and predictions.
  /// - Throws: `Failure` (EX_DATAERR) where it is not known here.
  static func scale(of indicator: String, in file: borrowing HDF5File, below root: String) throws
    -> LabelTransform
  {
    let path = "\(root)/y_true/\(indicator)"
    guard file.hasAttribute("label_transform", on: path) else { return .log1p }
    return try file.choice("label_transform", on: path)
  }
}
