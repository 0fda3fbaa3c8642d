package import HDF5
internal import Prediction
package import Schemas
internal import Support

extension SavedModel {
  /// Writes names as attributes, the recipe of the features, seeds, and the groups `run/1`, `run/2` …; of runs with a
  /// calibration `calibration/1`, `calibration/2` … too.
  /// - Parameter tables: the features that the file holds already.
  func write(to file: borrowing HDF5File, at group: String, sharing tables: inout WrittenFeatures) throws {
    try file.write(
      runs.map { Int64(bitPattern: $0.seed) }, to: "\(group)/seed", shape: [runs.count],
      HDF5Layout("seed of each run", dimensions: []))
    try file.write(
      runs.map { Int64($0.replicate) }, to: "\(group)/replicate", shape: [runs.count],
      HDF5Layout("replicate of the features that each run was fitted on, from 0", dimensions: []))
    try features.write(to: file, at: "\(group)/input")
    for (name, value) in [
      ("features", label), ("indicator", indicator), ("model", kind.name),
      ("label_transform", transform.rawValue),
    ] {
      try file.setAttribute(name, value, on: group)
    }
    try file.setAttribute("replicates", replicates, on: group)
    for (number, run) in runs.enumerated() {
      try run.model.write(to: file, at: "\(group)/run/\(number + 1)")
      try run.calibration?.write(to: file, at: "\(group)/calibration/\(number + 1)", sharing: &tables)
    }
  }

  private static let digest = "sha256"

  /// Writes the digest of a model that is written.
  /// - Throws: `Failure` (EX_IOERR) where it is not there as it was written: the disk did not take it.
  package static func seal(_ file: borrowing HDF5File, at group: String) throws {
    let content: String
    do { content = try file.contentDigest(of: group, without: digest) } catch let failure as Failure
      where failure.kind == .data
    {
      throw Failure(.io, failure.subject, "cannot be written: \(failure.message)")
    }
    try file.setAttribute(digest, content, on: group)
  }

  /// - Throws: `Failure` (EX_DATAERR) where something was changed since, or is of another file.
  private static func checkSeal(_ file: borrowing HDF5File, at group: String) throws {
    let stated = try file.stringAttribute(digest, on: group)
    guard try file.contentDigest(of: group, without: digest) == stated else {
      throw Failure.data(
        "\(file.name): \(group)",
        "is not what was saved: it does not have its own digest, so a part is damaged or of another file")
    }
  }

  /// - Parameter version: of the file's schema; what a later one added is not looked at.
  /// - Throws: `Failure` (EX_DATAERR) where a part is missing, of the wrong size or unknown here.
  package init(
    from file: borrowing HDF5File, at group: String, version: SchemaVersion = Schema.predictor.version
  ) throws {
    let name = try file.stringAttribute("model", on: group)
    guard let kind = PredictorKind.named(name) else {
      let known = PredictorKind.all.map(\.name).joined(separator: ", ")
      throw Failure.data("\(file.name): \(group)@model", "is '\(name)', where one of \(known) is needed")
    }
    let transform: LabelTransform = try file.choice("label_transform", on: group)
    let features = try FeatureRecipe(from: file, at: "\(group)/input", version)
    guard kind.inputs.contains(.features) || kind.inputs.isEmpty || features.parts.isEmpty else {
      throw Failure.data("\(file.name): \(group)/input", "gives \(name) features, which takes none")
    }
    let seeds = try file.read("\(group)/seed", as: Int64.self, shape: [nil])
    let replicates: Int64 = try file.numberAttribute("replicates", on: group)
    let fittedOn = try file.read("\(group)/replicate", as: Int64.self, shape: [seeds.count])
    guard !seeds.isEmpty, fittedOn.allSatisfy({ (0..<max(1, replicates)).contains($0) }),
      (1...10_000).contains(replicates)
    else { throw Failure.data("\(file.name): \(group)/replicate", "does not count the runs' replicates") }
    let isCalibrated = version >= SchemaVersion(1, 1) && file.contains("\(group)/calibration")
    var runs: [Run] = []
    for (number, seed) in seeds.enumerated() {
      let model = try kind.fitted.init(
        from: file, at: "\(group)/run/\(number + 1)", dimension: features.dimension)
      let calibration =
        isCalibrated
        ? try Calibration(
          from: file, at: "\(group)/calibration/\(number + 1)", kind: kind, dimension: features.dimension)
        : nil
      runs.append(
        Run(
          seed: UInt64(bitPattern: seed), replicate: Int(fittedOn[number]), model: model,
          calibration: calibration))
    }
    let label = try file.stringAttribute("features", on: group)
    let indicator = try file.stringAttribute("indicator", on: group)
    // Last, since what is missing or of the wrong size is better said so.
    if version >= SchemaVersion(1, 1) { try Self.checkSeal(file, at: group) }
    self.init(
      label: label,
      indicator: indicator, kind: kind, features: features,
      replicates: Int(replicates), transform: transform, runs: runs)
  }
}

extension FeatureRecipe {
  /// How a file names a part that is a trend surface.
  private static let trend = "trend"

  /// Writes `name` and `dimension` of each part, `encoder` where one is known, and the trend surface where there
  /// is one.
  fileprivate func write(to file: borrowing HDF5File, at group: String) throws {
    let columns = parts.map { part in
      switch part {
      case .features(let name, let dimension, _): (kind: "features", name: name, dimension: dimension)
      case .trend(let surface): (kind: Self.trend, name: Self.trend, dimension: surface.dimension)
      }
    }
    try file.write(
      columns.map(\.kind), to: "\(group)/kind",
      HDF5Layout("what each part of the features is: features of a file, or a trend", dimensions: []))
    try file.write(
      columns.map(\.name), to: "\(group)/name", HDF5Layout("name of each part", dimensions: []))
    try file.write(
      columns.map { Int64($0.dimension) }, to: "\(group)/dimension", shape: [columns.count],
      HDF5Layout("columns of each part", dimensions: []))
    let encoders = parts.map { part in if case .features(_, _, let encoder?) = part { encoder } else { "" } }
    if encoders.contains(where: { !$0.isEmpty }) {
      try file.write(
        encoders, to: "\(group)/encoder",
        HDF5Layout("image encoder that each part is of; empty where none is known", dimensions: []))
    }
    for case .trend(let surface) in parts { try surface.write(to: file, at: "\(group)/trend") }
  }

  /// - Throws: `Failure` (EX_DATAERR) where parts have no name or extent.
  fileprivate init(from file: borrowing HDF5File, at group: String, _ version: SchemaVersion) throws {
    let kinds = try file.readStrings("\(group)/kind")
    let encoders =
      version >= SchemaVersion(1, 1) && file.contains("\(group)/encoder")
      ? try file.readStrings("\(group)/encoder", count: kinds.count)
      : [String](repeating: "", count: kinds.count)
    let names = try file.readStrings("\(group)/name", count: kinds.count)
    let dimensions = try file.read("\(group)/dimension", as: Int64.self, shape: [kinds.count])
    var parts: [Part] = []
    for (index, kind) in kinds.enumerated() {
      let dimension = Int(dimensions[index])
      let part: Part? =
        switch kind {
        case "features":
          .features(
            name: names[index], dimension: dimension,
            encoder: encoders[index].isEmpty ? nil : encoders[index])
        case Self.trend: .trend(try TrendSurface(from: file, at: "\(group)/trend"))
        default: nil
        }
      guard let part, (0...1 << 24).contains(dimension), FeatureRecipe([part]).dimension == dimension else {
        throw Failure.data("\(file.name): \(group)", "has no usable part '\(names[index])'")
      }
      parts.append(part)
    }
    self.init(parts)
  }
}
