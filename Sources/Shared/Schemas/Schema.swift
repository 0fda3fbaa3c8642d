internal import HDF5
internal import Support

/// The kinds of file that the pipeline passes along; see docs/formats.md.
package enum Schema: String, Sendable, CaseIterable {
  case knowledgeGraph = "knowcl/kg"
  case graphEmbedding = "knowcl/kge"
  case images = "knowcl/images"
  case model = "knowcl/model"
  case embeddings = "knowcl/embeddings"
  case predictions = "knowcl/predictions"
  case predictor = "knowcl/predictor"
  case segmentation = "knowcl/segmentation"

  /// The newest version that can be read; files are written in the oldest one that can hold them.
  package var version: SchemaVersion {
    switch self {
    case .images, .predictions: SchemaVersion(1, 2)
    case .predictor, .embeddings: SchemaVersion(1, 1)
    default: SchemaVersion(1, 0)
    }
  }
}

extension HDF5File {
  /// The file's `schema` attribute, if it has one.
  package func declaredSchema() throws -> String? {
    hasAttribute("schema") ? try stringAttribute("schema") : nil
  }

  /// Checks that the file is one of the given kinds in a version this reader knows.
  /// - Returns: its kind.
  @discardableResult
  package func requireSchema(_ allowed: Schema...) throws -> Schema {
    let wanted = allowed.map(\.rawValue).joined(separator: " or ")
    guard let declared = try declaredSchema() else {
      throw Failure.data(name, "has no schema attribute, where \(wanted) is needed")
    }
    guard let schema = Schema(rawValue: declared), allowed.contains(schema) else {
      throw Failure.data(name, "has schema \(declared), where \(wanted) is needed")
    }
    try requireVersion(of: schema)
    return schema
  }

  /// Checks that this reader knows the major version of the file's schema.
  /// - Returns: the version.
  @discardableResult
  package func requireVersion(of schema: Schema) throws -> SchemaVersion {
    let text = try stringAttribute("schema_version")
    guard let version = SchemaVersion(text), version.major == schema.version.major else {
      throw Failure.data(name, "has schema version \(text), where \(schema.version) can be read")
    }
    return version
  }
}
