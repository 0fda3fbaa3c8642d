/// An input that can be opened by path: a file, or standard input spooled to one.
package struct InputFile {
  /// Where to open it, as long as this value lives.
  package let path: String
  /// How messages and provenance call it: the path as given, or `standard input`.
  package let name: String
  private let spool: TemporaryFile?

  package init(path: String, name: String) {
    self.path = path
    self.name = name
    spool = nil
  }

  package init(spool: TemporaryFile, name: String) {
    path = spool.path
    self.name = name
    self.spool = spool
  }

  /// Takes the name of a spool file away; an open descriptor keeps its content.
  package func discard() { spool?.unlinkName() }
}
