internal import HDF5
internal import Prediction
internal import Schemas

/// The datasets of `knowcl/predictions`, one by one.
extension PredictionFile {
  static func writeSeeds(_ seeds: [UInt64], to file: borrowing HDF5File) throws {
    try file.write(
      seeds.map { Int64(bitPattern: $0) }, to: "/seed", shape: [seeds.count],
      HDF5Layout("seed of each run", dimensions: ["runs"]))
  }

  /// - Parameter codes: runs × regions.
  static func writeSplit(
    _ codes: [Int32], _ kind: SplitKind, name: String, shape: [Int], to file: borrowing HDF5File
  ) throws {
    try file.write(
      codes, to: "/split", shape: shape, HDF5Layout(kind.description, dimensions: ["runs", "regions"]))
    try file.setAttribute("name", name, on: "/split")
    try file.setAttribute("kind", kind.rawValue, on: "/split")
  }

  /// - Parameters:
  ///   - coordinates: NaN where unknown; empty when none are known.
  ///   - axis: the name of the dimension that counts the regions.
  static func writeRegions(
    _ ids: [String], _ coordinates: [SIMD2<Double>], below root: String, axis: String,
    to file: borrowing HDF5File
  ) throws {
    try file.writeRegions(ids, below: root, axis: axis)
    guard !coordinates.isEmpty else { return }
    try file.write(
      coordinates.flatMap { [$0.x, $0.y] }, to: "\(root)/region/lonlat", shape: [ids.count, 2],
      HDF5Layout(
        "longitude and latitude, WGS 84; NaN where unknown", units: "degrees", dimensions: [axis, "lonlat"],
        coordinate: "id"))
  }

  /// A scale other than ln(1 + y) is said by the attribute `label_transform`.
  static func writeTruth(
    _ labels: [Double], of indicator: String, on transform: LabelTransform, below root: String, axis: String,
    to file: borrowing HDF5File
  ) throws {
    try file.write(
      labels, to: "\(root)/y_true/\(member(indicator))", shape: [labels.count],
      HDF5Layout(
        "\(transform.of(indicator)); NaN where unknown", units: transform.of("y"), dimensions: [axis]))
    if transform != .log1p {
      try file.setAttribute(
        "label_transform", transform.rawValue, on: "\(root)/y_true/\(member(indicator))")
    }
  }

  static func writeValues(
    _ values: [Double], of indicator: String, below root: String, axis: String, to file: borrowing HDF5File
  ) throws {
    try file.write(
      values, to: "\(root)\(Self.values)/\(member(indicator))", shape: [values.count],
      HDF5Layout("\(indicator) on its own scale; NaN where unknown", dimensions: [axis]))
  }

  static func writeDistances(_ distances: LabelDistances, of indicator: String, to file: borrowing HDF5File)
    throws
  {
    let runs = distances.metres
    try file.write(
      runs.flatMap { $0 }, to: "\(Self.distances)/\(member(indicator))",
      shape: [runs.count, runs.first?.count ?? 0],
      HDF5Layout(
        "great-circle distance to the nearest region whose \(indicator) the model that tests the region could learn from; NaN where nothing tests it",
        units: "m", dimensions: ["runs", "regions"]))
  }

  /// - Parameter runs: the predictions of each run.
  /// - Returns: the dataset's path.
  @discardableResult
  static func writePredictions(
    _ runs: [[Double]], by label: String, of indicator: String, on transform: LabelTransform,
    below root: String, axis: String, to file: borrowing HDF5File
  ) throws -> String {
    let path = "\(root)/y_pred/\(member(label))/\(member(indicator))"
    try file.write(
      runs.flatMap { $0 }, to: path, shape: [runs.count, runs.first?.count ?? 0],
      HDF5Layout(
        "prediction of \(transform.of(indicator)) by \(label); NaN where there is none",
        units: transform.of("y"),
        dimensions: ["runs", axis]))
    return path
  }
}
