internal import Foundation

/// A file written whole or not at all.
///
/// A regular target gets a temporary file beside it, which is flushed to disk and renamed over the
/// target; standard output and special files (pipes, `/dev/null`) get a copy of a spooled temporary
/// file, so the bytes are the same and memory stays flat.
package enum OutputFile {
  /// Calls `body` with the path of an empty temporary file to fill, then puts it in place.
  /// - Parameter target: a path, or `-` for standard output.
  package static func write(to target: String, body: (_ path: String) throws -> Void) throws {
    try check(target)
    let special = target == "-" || isSpecial(target)
    let final = special ? target : FilePath.followingLinks(target)
    let file = try TemporaryFile(in: special ? TemporaryFiles.directory : FilePath.parent(final))
    try body(file.path)
    if special {
      // Unlinked first: a closed pipe kills the process in the middle of the copy.
      file.unlinkName()
      try copy(file.descriptor, to: target)
    } else {
      try install(file, as: final)
    }
  }

  /// - Throws: `Failure` (EX_CANTCREAT) where a file called `target` can clearly not be written.
  package static func check(_ target: String) throws {
    guard target != "-" else { return }
    if let info = FilePath.status(target) {
      guard info.st_mode & S_IFMT != S_IFDIR else {
        throw Failure(.cannotCreate, target, "is a directory, where a file is to be written")
      }
      guard info.st_mode & S_IFMT == S_IFREG else { return }
      // It would be replaced, not written: what forbids the one forbids the other.
      guard info.st_mode & 0o222 != 0 else {
        throw Failure(.cannotCreate, target, "is read-only; remove it or chmod +w it first")
      }
    }
    guard FilePath.isAccessible(FilePath.parent(FilePath.followingLinks(target)), W_OK | X_OK) else {
      throw Failure.errno(.cannotCreate, target, "cannot be created")
    }
  }

  private static func install(_ file: TemporaryFile, as final: String) throws {
    // mkstemp makes private files; an output has the permissions that the user's umask gives.
    let mask = umask(0)
    umask(mask)
    let mode = FilePath.status(final).map { $0.st_mode & 0o777 } ?? 0o666 & ~mask
    guard fchmod(file.descriptor, mode) == 0, fsync(file.descriptor) == 0 else {
      throw Failure.errno(.io, final, "cannot write")
    }
    try file.install(as: final)
    // Without this a power cut may lose the rename itself.
    let directory = FilePath.open(FilePath.parent(final), O_RDONLY | O_DIRECTORY)
    if directory >= 0 {
      fsync(directory)
      close(directory)
    }
  }

  private static func copy(_ source: Int32, to target: String) throws {
    let name = target == "-" ? "standard output" : target
    let sink = target == "-" ? STDOUT_FILENO : FilePath.open(target, O_WRONLY)
    guard sink >= 0 else { throw Failure.errno(.cannotCreate, name, "cannot be opened") }
    defer { if target != "-" { close(sink) } }
    guard lseek(source, 0, SEEK_SET) == 0 else { throw Failure.errno(.io, name, "cannot spool") }
    try copyAll(from: source, name: name) { try writeAll($0, to: sink, name: name) }
  }

  private static func isSpecial(_ path: String) -> Bool {
    guard let info = FilePath.status(path) else { return false }
    return info.st_mode & S_IFMT != S_IFREG && info.st_mode & S_IFMT != S_IFDIR
  }

}

/// Reads a descriptor to its end in pieces of 1 MiB.
package func copyAll(from descriptor: Int32, name: String, to sink: (UnsafeRawBufferPointer) throws -> Void)
  throws
{
  let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
  defer { buffer.deallocate() }
  while true {
    let count = read(descriptor, buffer.baseAddress, buffer.count)
    if count < 0 && systemErrno() == EINTR { continue }
    guard count >= 0 else { throw Failure.errno(.io, name, "cannot read") }
    if count == 0 { return }
    try sink(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
  }
}

/// Fills an existing file with text.
package func writeWhole(_ text: String, to path: String) throws { try writeWhole(Array(text.utf8), to: path) }

/// Replaces the content of the file at `path`.
package func writeWhole(_ bytes: [UInt8], to path: String) throws {
  let descriptor = FilePath.open(path, O_WRONLY | O_TRUNC)
  guard descriptor >= 0 else { throw Failure.errno(.cannotCreate, path, "cannot be opened") }
  defer { close(descriptor) }
  try bytes.withUnsafeBytes { try writeAll($0, to: descriptor, name: path) }
}
