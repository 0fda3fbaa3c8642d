internal import HDF5
internal import Networks
internal import Schemas
internal import Support
internal import Tooling

/// Features of regions by one name, replicates in order, and what their models predict with instead.
struct FeatureSet {
  let name: String
  var replicates: [EmbeddingTable]
  var applied: [(label: String, replicates: [EmbeddingTable])]

  /// What their models predict other cities with.
  private(set) var transferred: [(label: String, sources: [FeatureSource])] = []

  /// The files of replicates and what is applied in their place.
  private(set) var sources: [FeatureSource] = []
  /// Whether all are the 512 features of an image encoder, for which the published predictor was made.
  private(set) var isEncoded = true

  /// - Throws: `Failure` (EX_DATAERR) when two tables differ in dimension, so that one model cannot take both.
  init(_ files: FeatureFiles, _ context: Context) throws {
    name = files.name
    let fitted = try files.paths.map { try FeatureSource($0, context) }
    let others = try files.applied.map { ($0.label, try $0.paths.map { try FeatureSource($0, context) }) }
    transferred = try files.transferred.map {
      ($0.label, try $0.paths.map { try FeatureSource($0, context) })
    }
    replicates = fitted.map(\.table)
    applied = others.map { ($0, $1.map(\.table)) }
    sources = fitted + others.flatMap(\.1)
    let all = sources + transferred.flatMap(\.sources)
    isEncoded = all.allSatisfy(\.isEncoded)
    for source in all where source.table.dimension != fitted[0].table.dimension {
      throw Failure.data(
        source.file,
        "has \(source.table.dimension) features of a region, where \(fitted[0].table.dimension) are needed as in \(fitted[0].file)"
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

  /// The rows of `ids`, in its order.
  func selecting(_ ids: [String]) -> FeatureSet {
    var result = self
    result.replicates = replicates.map { $0.selecting(ids) }
    result.applied = applied.map { ($0.label, $0.replicates.map { $0.selecting(ids) }) }
    return result
  }
}

/// One file of features.
struct FeatureSource {
  /// How messages name it.
  let file: String
  let table: EmbeddingTable
  /// Whether entities that are no regions are among its ids.
  let isGraph: Bool
  let isEncoded: Bool

  init(_ path: String, _ context: Context) throws {
    (file, table, isGraph, isEncoded) = try context.readHDF5(path) { file in
      let schema = try file.declaredSchema()
      let table = try EmbeddingTable(from: file)
      return (
        file.name, table, schema == Schema.graphEmbedding.rawValue,
        schema == Schema.embeddings.rawValue && table.dimension == ResNet18.features
      )
    }
  }
}
