internal import Foundation

/// A file that is being written, under no name where the system can: then nothing is left of it whatever ends the
/// process, and no one else in a shared directory can put another in its place.
package final class TemporaryFile {
  /// Leads to the file while this process has it open.
  package let path: String
  package let descriptor: Int32
  /// Whether `path` is a name in a directory.
  private var isNamed: Bool

  /// Creates an empty file in `directory`, on the file system of what it shall become.
  package init(in directory: String) throws {
    #if os(Linux)
      let file = FilePath.open(directory, O_RDWR | KN_O_TMPFILE, 0o600)
      let own = "/proc/self/fd/\(file)"
      // Some file systems have only files with names, and /proc need not be there.
      if file >= 0, access(own, W_OK) == 0 {
        (path, descriptor, isNamed) = (own, file, false)
        return
      }
      if file >= 0 { close(file) }
    #endif
    (path, descriptor) = try TemporaryFiles.create(in: directory, prefix: ".knowcl.")
    isNamed = true
  }

  deinit {
    unlinkName()
    close(descriptor)
  }

  /// Gives it the name `final`, in place of what has it now.
  func install(as final: String) throws {
    if isNamed {
      try Self.rename(path, final)
      isNamed = false
      TemporaryFiles.forget(path)
    } else if !link(as: final) {
      // A name that is taken can only be taken over from another name; who removes that if we are killed is there first.
      let beside = TemporaryFiles.unusedPath(in: FilePath.parent(final), prefix: ".knowcl.")
      let caretaker = Caretaker(of: beside)
      defer { withExtendedLifetime(caretaker) {} }
      TemporaryFiles.track(beside)
      guard link(as: beside) else {
        let failure = Failure.errno(.cannotCreate, final, "cannot be put in place")
        TemporaryFiles.forget(beside)
        throw failure
      }
      do { try Self.rename(beside, final) } catch {
        TemporaryFiles.remove(beside)
        throw error
      }
      TemporaryFiles.forget(beside)
    }
  }

  /// Takes its name away, if it has one; what has it open can go on reading.
  func unlinkName() {
    if isNamed { TemporaryFiles.remove(path) }
    isNamed = false
  }

  private func link(as name: String) -> Bool {
    name.withFileName { linkat(AT_FDCWD, path, AT_FDCWD, $0, AT_SYMLINK_FOLLOW) } == 0
  }

  private static func rename(_ old: String, _ new: String) throws {
    guard FilePath.rename(old, new) else {
      throw Failure.errno(.cannotCreate, new, "cannot be put in place")
    }
  }
}

#if os(Linux)
  /// O_TMPFILE, a macro that Swift does not import.
  private let KN_O_TMPFILE: Int32 = 0o20_000_000 | O_DIRECTORY
#endif
