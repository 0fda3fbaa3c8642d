internal import Foundation
package import HDF5
package import Support

/// One of the inputs that a file was made from, as its root attribute `inputs` tells.
package struct InputRecord: Sendable {
  package let name: String
  /// What the input said of itself, such as `knowcl/kg`; nil where it is no HDF5 file.
  package var schema: String?
  package let digest: FileDigest

  package init(name: String, schema: String? = nil, digest: FileDigest) {
    self.name = name
    self.schema = schema
    self.digest = digest
  }

  /// The `inputs` attribute: a JSON array of objects with `name`, `schema` and `sha256`.
  package static func json(_ inputs: [InputRecord]) throws -> String {
    let objects = try inputs.map { input in
      var object = ["name": input.name, "sha256": try input.digest.value()]
      object["schema"] = input.schema
      return object
    }
    let data = try JSONSerialization.data(
      withJSONObject: objects, options: [.sortedKeys, .withoutEscapingSlashes])
    return String(decoding: data, as: UTF8.self)
  }

  /// The inputs that a file names.
  /// - Throws: `Failure` (EX_DATAERR) where its attribute `inputs` is no such list.
  package static func read(from file: borrowing HDF5File) throws -> [InputRecord] {
    struct Entry: Decodable {
      let name: String
      let schema: String?
      let sha256: String
    }
    let text = try file.stringAttribute("inputs")
    guard let entries = try? JSONDecoder().decode([Entry].self, from: Data(text.utf8)) else {
      throw Failure.data("\(file.name): /@inputs", "is not a list of inputs")
    }
    return entries.map { InputRecord(name: $0.name, schema: $0.schema, digest: FileDigest($0.sha256)) }
  }
}
