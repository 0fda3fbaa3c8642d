package import HDF5
internal import Support

/// A feature vector for each region, joined to other files by id.
package struct EmbeddingTable: Sendable {
  package var ids: [String]
  /// ids × dimension, row-major.
  package var values: [Float]
  package var dimension: Int

  package init(ids: [String], values: [Float], dimension: Int) {
    precondition(values.count == ids.count * dimension, "element count")
    self.ids = ids
    self.values = values
    self.dimension = dimension
  }

  /// Reads features by region: `knowcl/embeddings` in either layout (ours or AnnData's), the region
  /// rows of `knowcl/kge`, or any AnnData file (see `init(annData:)`).
  package init(from file: borrowing HDF5File) throws {
    let declared = try file.declaredSchema()
    switch declared.flatMap(Schema.init(rawValue:)) {
    case .graphEmbedding:
      let tables = try GraphEmbedding(from: file)
      self.init(ids: tables.entityIDs, values: tables.entities, dimension: tables.dimension)
    case .embeddings where file.contains("/region/id"):
      try file.requireSchema(.embeddings)
      try self.init(file, ids: "/region/id", values: "/embedding")
      try requireRules("\(file.name): /embedding")
      if try file.requireVersion(of: .embeddings) >= SchemaVersion(1, 1), file.contains("/feature/name") {
        try requireNames(
          try file.readStrings("/feature/name", count: dimension), "\(file.name): /feature/name")
      }
    case .embeddings, nil:
      try self.init(annData: file)
      try requireRules("\(file.name): /X")
    default:
      throw Failure.data(
        file.name,
        "has schema \(declared ?? "none"), where \(Schema.embeddings.rawValue), \(Schema.graphEmbedding.rawValue) or AnnData is needed"
      )
    }
  }

  private init(_ file: borrowing HDF5File, ids idPath: String, values valuePath: String) throws {
    let ids = try file.readStrings(idPath)
    try requireNames(ids, "\(file.name): \(idPath)", areLabels: true)
    let dataset = try file.dataset(valuePath)
    if dataset.kind == .float64 {
      try dataset.require(.float64, shape: [ids.count, nil])
      let values = try Self.singles(dataset.readAll(as: Double.self), dataset.subject)
      self.init(ids: ids, values: values, dimension: dataset.shape[1])
    } else {
      try dataset.require(.float32, shape: [ids.count, nil])
      self.init(ids: ids, values: try dataset.readAll(), dimension: dataset.shape[1])
    }
  }

  /// Row numbers of `wanted`, in its order; nil where absent.
  package func rows(of wanted: [String]) -> [Int?] {
    let index = Dictionary(uniqueKeysWithValues: ids.enumerated().map { ($1, $0) })
    return wanted.map { index[$0] }
  }

  package func row(_ index: Int) -> ArraySlice<Float> {
    values[(index * dimension)..<((index + 1) * dimension)]
  }
}

extension EmbeddingTable {
  /// Writes `/region/id` and `/embedding`, or with `anndata` the layout that `anndata.read_h5ad` opens
  /// (which refuses other root members): regions as observations, features as variables, values in `/X`.
  /// - Parameters:
  ///   - encoder: the image encoder's architecture, where the features are one's.
  ///   - names: of the features, which only version 1.1 holds in our layout.
  package func write(
    to file: borrowing HDF5File, description: String, encoder: String? = nil, names: [String]? = nil,
    anndata: Bool = false
  ) throws {
    if let encoder { try file.setAttribute("encoder", encoder) }
    if anndata { return try writeAnnData(to: file, description, names ?? (0..<dimension).map { "f\($0)" }) }
    try file.writeRegions(ids)
    if let names {
      let description = "names of the features"
      try file.writeCoordinate(names, of: "features", description)
      try file.write(names, to: "/feature/name", HDF5Layout(description, dimensions: ["features"]))
    }
    try file.write(
      values, to: "/embedding", shape: [ids.count, dimension],
      HDF5Layout(description, dimensions: ["regions", "features"]))
  }

  private func writeAnnData(to file: borrowing HDF5File, _ description: String, _ names: [String]) throws {
    try file.mark("/", encoding: "anndata", version: "0.1.0")
    let axes = [
      ("/obs", ids, "region identifiers"), ("/var", names, "feature names"),
    ]
    for (group, names, text) in axes {
      try file.write(names, to: "\(group)/_index", HDF5Layout(text, dimensions: []))
      try file.mark(group, encoding: "dataframe", version: "0.2.0")
      try file.setAttribute("_index", "_index", on: group)
      try file.setAttribute("column-order", [String](), on: group)
      try file.mark("\(group)/_index", encoding: "string-array", version: "0.2.0")
    }
    try file.write(values, to: "/X", shape: [ids.count, dimension], HDF5Layout(description, dimensions: []))
    try file.mark("/X", encoding: "array", version: "0.2.0")
  }
}

extension HDF5File {
  /// Whether its embeddings are an image encoder's: the attribute `encoder` says so. Files of before that, and of
  /// other programs, are taken for a ResNet-18's where they have as many features.
  /// - Parameter features: of the table in it.
  package func holdsEncoderFeatures(_ features: Int) throws -> Bool {
    guard try declaredSchema() == Schema.embeddings.rawValue else { return false }
    return hasAttribute("encoder") || features == 512
  }

  /// AnnData's `encoding-type` and `encoding-version`.
  fileprivate func mark(_ path: String, encoding: String, version: String) throws {
    try setAttribute("encoding-type", encoding, on: path)
    try setAttribute("encoding-version", version, on: path)
  }
}
