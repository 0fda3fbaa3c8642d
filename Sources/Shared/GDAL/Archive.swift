internal import CGDAL
package import Support

/// Archives that GDAL reads files out of.
package struct Archive {
  /// Names of the files within, with their folders.
  package let files: [String]
  private let location: String
  private let name: String

  /// - Parameter handler: GDAL's file system: `vsizip` or `vsitar`.
  package init(_ path: String, name: String, handler: String = "vsizip") {
    GDALLibrary.start()
    self.name = name
    // In braces whatever the archive is called.
    location = "/\(handler)/{\(path)}"
    let list = location.withFileName { VSIReadDirRecursive($0) }
    defer { CSLDestroy(list) }
    files = strings(list).filter { !$0.hasSuffix("/") }
  }

  /// How GDAL is told of the only file that may be meant.
  /// - Parameter kind: what the file is, for messages.
  /// - Throws: `Failure` (EX_DATAERR) where there are none or several.
  package func only(_ kind: String, where isMeant: (_ lowercasedName: String) -> Bool) throws -> String {
    let found = files.filter { isMeant($0.lowercased()) }
    guard let file = found.first else { throw Failure.data(name, "is an archive without a \(kind)") }
    guard found.count == 1 else {
      let shown = found.prefix(4).joined(separator: ", ") + (found.count > 4 ? " …" : "")
      throw Failure.data(
        name,
        "is an archive of \(found.count) files that may be the \(kind) (\(shown)); say which: \(location)/\(file)"
      )
    }
    return "\(location)/\(file)"
  }
}
