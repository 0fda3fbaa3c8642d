internal import CFaults
internal import Foundation
internal import Synchronization

/// The temporary files and directories that exist now, so that a failure or a signal can remove them.
package enum TemporaryFiles {
  private static let paths = Lock<Set<String>>([])

  /// Creates an empty file `directory/prefixXXXXXX` that no one else has.
  static func create(in directory: String, prefix: String) throws -> (path: String, descriptor: Int32) {
    var template = (directory + "/" + prefix + "XXXXXX").fileNameBytes.map { CChar(bitPattern: $0) } + [0]
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else {
      throw Failure.errno(.cannotCreate, directory, "cannot create a temporary file there")
    }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    let path = String(fileName: template.dropLast().map { UInt8(bitPattern: $0) })
    track(path)
    return (path, descriptor)
  }

  /// A path `directory/prefixXXXXXXXXXXXX` that nothing is at, for who has to know it before it is there.
  static func unusedPath(in directory: String, prefix: String) -> String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
    func drawn() -> String {
      "\(directory)/\(prefix)" + String((0..<12).map { _ in letters.randomElement() ?? "0" })
    }
    var path = drawn()
    while path.withFileName({ access($0, F_OK) }) == 0 { path = drawn() }
    return path
  }

  /// Creates an empty directory; `remove` takes its content along.
  static func createDirectory(_ path: String) throws {
    guard path.withFileName({ mkdir($0, 0o700) }) == 0 else {
      throw Failure.errno(.cannotCreate, FilePath.parent(path), "cannot create a temporary directory there")
    }
    track(path)
  }

  /// Has it removed where the process fails or is asked to end.
  static func track(_ path: String) {
    _ = paths.withLock { $0.insert(path) }
    path.withFileName { kn_faults_track($0) }
  }

  static func remove(_ path: String) {
    delete(path)
    forget(path)
  }

  /// Stops tracking a file that was renamed into place.
  static func forget(_ path: String) {
    path.withFileName { kn_faults_forget($0) }
    _ = paths.withLock { $0.remove(path) }
  }

  package static func removeAll() {
    paths.withLock { all in
      for path in all { delete(path) }
      all.removeAll()
    }
  }

  private static func delete(_ path: String) {
    path.withFileName { kn_faults_remove($0) }
  }

  /// `$TMPDIR`, or `/tmp`.
  package static var directory: String {
    let named = ProcessInfo.processInfo.environment["TMPDIR"] ?? ""
    return named.isEmpty ? "/tmp" : named
  }
}
