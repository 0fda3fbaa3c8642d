/// An input that can be opened by path: a file, or standard input spooled to one.
package struct InputFile {
  /// Where to open it.
  package let path: String
  /// How messages and provenance call it: the path as given, or `standard input`.
  package let name: String
  /// Whether `path` is ours to remove once it is open.
  private let isSpool: Bool

  package init(path: String, name: String, isSpool: Bool = false) {
    self.path = path
    self.name = name
    self.isSpool = isSpool
  }

  /// Removes the spool file; an open descriptor keeps its content.
  package func discard() { if isSpool { TemporaryFiles.remove(path) } }
}
