/// An input that can be opened by path: a file, or standard input spooled to one.
package struct InputFile {
  /// Where to open it, as long as this value lives.
  package let path: String
  /// How messages and provenance call it: the path as given, or `standard input`.
  package let name: String
  private let spool: TemporaryFile?
  /// The file as it was when its digest was begun.
  private let stamp: FileStamp?

  package init(path: String, name: String, stamp: FileStamp? = nil) {
    self.path = path
    self.name = name
    self.stamp = stamp
    spool = nil
  }

  package init(spool: TemporaryFile, name: String) {
    path = spool.path
    self.name = name
    self.spool = spool
    stamp = nil
  }

  /// Whether it can be told that somebody writes to it.
  package var isWatched: Bool { stamp != nil }

  /// - Parameter descriptor: of what `path` led to when it was opened again.
  /// - Throws: `Failure` (EX_IOERR) where that is another file, or the file has changed since.
  package func requireSame(_ descriptor: Int32) throws {
    guard let stamp, let now = FileStamp(descriptor) else { return }
    try requireSame(stamp, now)
  }

  /// The same of what `path` leads to now.
  package func requireSame() throws {
    guard let stamp, let now = FileStamp(path) else { return }
    try requireSame(stamp, now)
  }

  /// After it was read: a file that took its place in the meantime does not matter, since what was open stays.
  /// - Throws: `Failure` (EX_IOERR) where it was written to while it was read.
  package func requireUnchanged() throws {
    guard let stamp, let now = FileStamp(path), stamp.isSameFile(now) else { return }
    try requireSame(stamp, now)
  }

  private func requireSame(_ then: FileStamp, _ now: FileStamp) throws {
    guard then.isSameFile(now), then.isSameContent(now) else {
      throw Failure(.io, name, "was changed while it was read; run it again when nobody writes to it")
    }
  }

  /// Takes the name of a spool file away; an open descriptor keeps its content.
  package func discard() { spool?.unlinkName() }
}
