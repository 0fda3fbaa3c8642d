package import Support

/// NumPy's `.npz`: a zip archive of `.npy` arrays.
package struct NPZArchive: Sendable {
  private let archive: ZipArchive

  /// - Throws: `Failure` (EX_DATAERR) when it is not a whole zip archive.
  package init(_ bytes: [UInt8], name: String) throws { archive = try ZipArchive(bytes, name: name) }

  package init(_ file: InputFile) throws { archive = try ZipArchive(file) }

  /// Names of the arrays, in the archive's order.
  package var names: [String] {
    archive.entries.map { $0.name.hasSuffix(".npy") ? String($0.name.dropLast(4)) : $0.name }
  }

  /// Reads one array, or returns nil where there is none of that name.
  package func array(_ name: String) throws -> NPYArray? {
    guard let entry = archive.entry("\(name).npy") ?? archive.entry(name) else { return nil }
    return try NPYArray(try archive.read(entry), name: "\(archive.name): \(name)")
  }

  /// Reads a table: two dimensions, every number finite.
  /// - Parameters:
  ///   - rows: how many there must be.
  ///   - what: of what, for messages.
  package func table(_ name: String, rows: Int, of what: String) throws -> NPYArray {
    let subject = "\(archive.name): \(name)"
    guard let array = try array(name) else {
      throw Failure.data(subject, "is missing; the archive holds \(names.listed())")
    }
    guard array.shape.count == 2, array.shape[1] > 0 else {
      throw Failure.data(subject, "has shape \(array.shape), where a table is needed")
    }
    guard array.shape[0] == rows else {
      throw Failure.data(subject, "has \(array.shape[0]) rows, where the graph has \(rows) \(what)")
    }
    if let bad = array.values.firstIndex(where: { !$0.isFinite }) {
      throw Failure.data(
        subject,
        "row \(bad / array.shape[1]) holds \(array.values[bad]), where only finite numbers are allowed")
    }
    return array
  }
}
