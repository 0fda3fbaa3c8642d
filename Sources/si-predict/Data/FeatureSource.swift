internal import HDF5
internal import Schemas
internal import Support
internal import Tooling

/// One file of features.
struct FeatureSource {
  /// How messages name it.
  let file: String
  private(set) var table: EmbeddingTable
  /// Whether entities that are no regions are among its ids.
  let isGraph: Bool
  /// Whether they are an image encoder's, for which the published predictor was made.
  let isEncoded: Bool
  /// That encoder's architecture, where the file says so.
  let encoder: String?

  init(_ path: String, _ context: Context) throws {
    (file, table, isGraph, isEncoded, encoder) = try context.readHDF5(path) { file in
      let schema = try file.declaredSchema().flatMap(Schema.init(rawValue:))
      let table = try EmbeddingTable(from: file)
      return (
        file.name, table, schema == .graphEmbedding, try file.holdsEncoderFeatures(table.dimension),
        file.hasAttribute("encoder") ? try file.stringAttribute("encoder") : nil
      )
    }
  }

  /// The same of regions by other ids.
  /// - Throws: `Failure` (EX_DATAERR) where two get the same.
  func renamed(_ rename: (String) -> String) throws -> FeatureSource {
    var result = self
    result.table.ids = table.ids.map(rename)
    try requireUnique(result.table.ids, file)
    return result
  }
}
