internal import Foundation

/// Paths taken apart as POSIX `basename` and `dirname` do.
///
/// Foundation's `lastPathComponent` on Linux traps on a relative path of one character.
package enum FilePath {
  /// The last component: `c` of `a/b/c` and of `c/`; `/` of `/`.
  package static func name(_ path: String) -> String {
    let components = path.split(separator: "/")
    return components.last.map(String.init) ?? (path.isEmpty ? "" : "/")
  }

  /// What the last component lies in: `a/b` of `a/b/c`, `.` of `c`, `/` of `/c` and of `/`.
  package static func parent(_ path: String) -> String {
    let components = path.split(separator: "/").dropLast()
    let root = path.hasPrefix("/") ? "/" : ""
    return components.isEmpty ? (root.isEmpty ? "." : root) : root + components.joined(separator: "/")
  }

  /// Whether there is something of that name.
  package static func exists(_ path: String) -> Bool { isAccessible(path, F_OK) }

  package static func isFile(_ path: String) -> Bool {
    status(path).map { $0.st_mode & S_IFMT == S_IFREG } ?? false
  }

  package static func isDirectory(_ path: String) -> Bool {
    status(path).map { $0.st_mode & S_IFMT == S_IFDIR } ?? false
  }
}
