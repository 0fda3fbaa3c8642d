internal import CFaults
internal import Foundation

/// A directory written whole or not at all: filled under a temporary name beside the target, then
/// renamed.
package enum OutputDirectory {
  /// Calls `body` with the path of an empty temporary directory to fill, then puts it in place.
  /// - Parameters:
  ///   - target: a path that does not exist, an empty directory, or one that `mayReplace` allows.
  ///   - mayReplace: whether a directory with content may be replaced.
  /// - Throws: `Failure` (EX_CANTCREAT) when something else is in the way; nothing has changed then.
  package static func write(
    to target: String, mayReplace: (_ path: String) -> Bool, body: (_ path: String) throws -> Void
  ) throws {
    let final = resolved(target)
    try check(final, target, mayReplace)
    let path = TemporaryFiles.unusedPath(in: FilePath.parent(final), prefix: ".\(FilePath.name(final)).")
    // Before there is anything to remove: the process may be killed at any moment.
    let caretaker = Caretaker(of: path)
    defer { withExtendedLifetime(caretaker) {} }
    try TemporaryFiles.createDirectory(path)
    do {
      try body(path)
      let mask = umask(0)
      umask(mask)
      guard path.withFileName({ chmod($0, 0o777 & ~mask) }) == 0 else {
        throw Failure.errno(.io, target, "cannot write")
      }
      // What is there may have changed while we worked.
      try check(final, target, mayReplace)
      try install(path, as: final, target)
    } catch {
      TemporaryFiles.remove(path)
      throw error
    }
  }

  private static func install(_ path: String, as final: String, _ target: String) throws {
    // rename() replaces an empty directory; one with content changes places with ours, so that there always is one.
    if FilePath.rename(path, final) { return TemporaryFiles.forget(path) }
    guard systemErrno() == ENOTEMPTY || systemErrno() == EEXIST else {
      throw Failure.errno(.cannotCreate, target, "cannot be put in place")
    }
    if path.withFileName({ path in final.withFileName { kn_exchange(path, $0) } }) == 0 {
      return TemporaryFiles.remove(path)
    }
    // Some file systems cannot do that: then it has to step aside first.
    let aside = path + ".old"
    guard FilePath.rename(final, aside) else {
      throw Failure.errno(.cannotCreate, target, "cannot be replaced")
    }
    guard FilePath.rename(path, final) else {
      let failure = Failure.errno(.cannotCreate, target, "cannot be put in place")
      _ = FilePath.rename(aside, final)
      throw failure
    }
    TemporaryFiles.forget(path)
    TemporaryFiles.remove(aside)
  }

  private static func check(_ final: String, _ target: String, _ mayReplace: (String) -> Bool) throws {
    guard let info = FilePath.status(final, followingLinks: false) else { return }
    guard info.st_mode & S_IFMT == S_IFDIR else {
      throw Failure(.cannotCreate, target, "exists and is not a directory")
    }
    guard let entries = FilePath.names(in: final) else {
      throw Failure(.cannotCreate, target, "cannot be read")
    }
    guard entries.isEmpty || mayReplace(final) else {
      throw Failure(
        .cannotCreate, target,
        "is a directory with files that are not of an earlier city; --force removes it with all that is in it"
      )
    }
  }

  /// The path without links and trailing slashes, as far as it exists.
  private static func resolved(_ path: String) -> String {
    if let real = FilePath.resolved(path) { return real }
    var path = path[...]
    while path.count > 1 && path.hasSuffix("/") { path = path.dropLast() }
    return String(path)
  }
}
