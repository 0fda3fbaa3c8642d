internal import CFaults
internal import Foundation
internal import Synchronization

/// The temporary files and directories that exist now, so that a failure or a signal can remove them.
package enum TemporaryFiles {
  private static let paths = Mutex<Set<String>>([])

  /// Creates an empty file `directory/prefixXXXXXX` that no one else has.
  static func create(in directory: String, prefix: String) throws -> (path: String, descriptor: Int32) {
    var template = (directory + "/" + prefix + "XXXXXX").fileNameBytes.map { CChar(bitPattern: $0) } + [0]
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else {
      throw Failure.errno(.cannotCreate, directory, "cannot create a temporary file there")
    }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    let path = String(fileName: template.dropLast().map { UInt8(bitPattern: $0) })
    _ = paths.withLock { $0.insert(path) }
    path.withFileName { kn_faults_track($0) }
    return (path, descriptor)
  }

  /// Creates an empty directory `directory/prefixXXXXXX`; `remove` takes its content along.
  static func createDirectory(in directory: String, prefix: String) throws -> String {
    var template = (directory + "/" + prefix + "XXXXXX").fileNameBytes.map { CChar(bitPattern: $0) } + [0]
    guard mkdtemp(&template) != nil else {
      throw Failure.errno(.cannotCreate, directory, "cannot create a temporary directory there")
    }
    let path = String(fileName: template.dropLast().map { UInt8(bitPattern: $0) })
    _ = paths.withLock { $0.insert(path) }
    path.withFileName { kn_faults_track($0) }
    return path
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
