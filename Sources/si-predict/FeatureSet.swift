import Shared

/// Features of regions by one name, replicates in order, and what their models predict with instead.
struct FeatureSet {
  let name: String
  var replicates: [EmbeddingTable]
  var applied: [(label: String, replicates: [EmbeddingTable])]

  /// The ids of every table, with the file that they come from.
  private(set) var sources: [(file: String, ids: [String])] = []
  /// Whether entities that are no regions are among them.
  private(set) var isGraph = false
  /// Whether all are the 512 features of an image encoder, for which the published predictor was made.
  private(set) var isEncoded = true

  /// - Throws: `Failure` (EX_DATAERR) when two tables differ in dimension, so that one model cannot take both.
  init(_ files: FeatureFiles, _ context: Context) throws {
    name = files.name
    replicates = []
    applied = []
    replicates = try files.paths.map { try read($0, context) }
    for (label, paths) in files.applied {
      applied.append((label, try paths.map { try read($0, context) }))
    }
    let all = replicates + applied.flatMap(\.replicates)
    for (table, source) in zip(all, sources) where table.dimension != all[0].dimension {
      throw Failure.data(
        source.file,
        "has \(table.dimension) features of a region, where \(all[0].dimension) are needed as in \(sources[0].file)"
      )
    }
  }

  /// Features made of others.
  init(name: String, replicates: [EmbeddingTable]) {
    self.name = name
    self.replicates = replicates
    applied = []
    isEncoded = false
  }

  private mutating func read(_ path: String, _ context: Context) throws -> EmbeddingTable {
    try context.readHDF5(path) { file in
      let schema = try file.declaredSchema()
      if schema == Schema.graphEmbedding.rawValue { isGraph = true }
      let table = try EmbeddingTable(from: file)
      isEncoded =
        isEncoded && schema == Schema.embeddings.rawValue && table.dimension == ResNet18.features
      sources.append((file.name, table.ids))
      return table
    }
  }

  /// The rows of `ids`, in its order.
  func selecting(_ ids: [String]) -> FeatureSet {
    var result = self
    result.replicates = replicates.map { $0.selecting(ids) }
    result.applied = applied.map { ($0.label, $0.replicates.map { $0.selecting(ids) }) }
    return result
  }
}
