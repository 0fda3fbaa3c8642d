internal import HDF5
internal import Schemas
internal import Support
internal import Tooling

/// Features of one file, or of the files that are its parts.
struct FeatureSource {
  /// How messages name them.
  private(set) var file: String
  private(set) var table: EmbeddingTable
  /// Whether entities that are no regions are among its ids.
  let isGraph: Bool
  /// Whether they are an image encoder's, for which the published predictor was made.
  let isEncoded: Bool
  /// That encoder's architecture, where the file says so.
  let encoder: String?

  /// - Parameter path: as `Context.parts` takes it.
  /// - Throws: `Failure` (EX_DATAERR) where parts do not go together, or have a region in common.
  init(_ path: String, _ context: Context) throws {
    let parts = try context.parts(path).map { try FeatureSource(part: $0, context) }
    let first = parts[0]
    for part in parts.dropFirst() { try part.requireSameKind(as: first) }
    self = first
    guard parts.count > 1 else { return }
    try Self.requireDifferentRegions(parts)
    file = path
    table = EmbeddingTable(stacking: parts.map(\.table))
  }

  private init(part path: String, _ context: Context) throws {
    (file, table, isGraph, isEncoded, encoder) = try context.readHDF5(path) { file in
      let schema = try file.declaredSchema().flatMap(Schema.init(rawValue:))
      let table = try EmbeddingTable(from: file)
      return (
        file.name, table, schema == .graphEmbedding, try file.holdsEncoderFeatures(table.dimension),
        file.hasAttribute("encoder") ? try file.stringAttribute("encoder") : nil
      )
    }
  }

  private func requireSameKind(as first: FeatureSource) throws {
    func words(_ source: FeatureSource) -> String {
      let of = source.isGraph ? " of a graph's entities" : source.encoder.map { " of \($0)" } ?? ""
      return "\(source.table.dimension) features\(of)"
    }
    guard table.dimension == first.table.dimension, isGraph == first.isGraph, encoder == first.encoder else {
      throw Failure.data(
        file, "has \(words(self)), where \(first.file), a part of the same, has \(words(first))")
    }
  }

  private static func requireDifferentRegions(_ parts: [FeatureSource]) throws {
    var owner: [String: String] = [:]
    for part in parts {
      for id in part.table.ids {
        guard let other = owner.updateValue(part.file, forKey: id) else { continue }
        throw Failure.data(
          part.file, "has region '\(id)', which \(other) has too; each region belongs into one part")
      }
    }
  }

  /// The same of regions by other ids.
  /// - Throws: `Failure` (EX_DATAERR) where two get the same.
  func renamed(_ rename: (String) -> String) throws -> FeatureSource {
    var result = self
    result.table.ids = table.ids.map(rename)
    try requireNames(result.table.ids, file)
    return result
  }
}
