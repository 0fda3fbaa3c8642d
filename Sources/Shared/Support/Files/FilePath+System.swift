package import Foundation

/// The system's calls about paths, whose names may be any bytes (see FileName.swift).
extension FilePath {
  /// - Returns: a descriptor that children do not inherit; -1 with `errno`.
  package static func open(_ path: String, _ flags: Int32, _ mode: mode_t = 0) -> Int32 {
    path.withFileName { Foundation.open($0, flags | O_CLOEXEC, mode) }
  }

  /// What is at `path`; nil with `errno` where there is nothing.
  /// - Parameter followingLinks: whether what a link leads to is meant, and not the link.
  package static func status(_ path: String, followingLinks: Bool = true) -> stat? {
    var info = stat()
    let found = path.withFileName { followingLinks ? stat($0, &info) : lstat($0, &info) }
    return found == 0 ? info : nil
  }

  package static func isAccessible(_ path: String, _ mode: Int32) -> Bool {
    path.withFileName { access($0, mode) } == 0
  }

  /// Names of what a directory holds, in no order; nil with `errno` where it cannot be listed.
  package static func names(in directory: String) -> [String]? {
    guard let stream = directory.withFileName({ opendir($0) }) else { return nil }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        tuple.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: entry.pointee.d_name)) {
          String(fileName: $0)
        }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  /// Up to `count` bytes of a file from a place on; nil where it cannot be read.
  package static func bytes(of path: String, from offset: Int = 0, count: Int) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: count)
    let found = pread(descriptor, &bytes, count, off_t(offset))
    return found < 0 ? nil : Array(bytes.prefix(found))
  }

  /// What a symbolic link says; nil where there is none.
  package static func destination(ofLink path: String) -> String? {
    var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = path.withFileName { name in
      buffer.withUnsafeMutableBytes {
        readlink(name, $0.assumingMemoryBound(to: CChar.self).baseAddress!, $0.count)
      }
    }
    return count < 0 ? nil : String(fileName: buffer.prefix(count))
  }

  /// The file that symbolic links lead to, whether or not it exists yet, so that the links survive.
  static func followingLinks(_ path: String) -> String {
    var path = path
    // As many as the system follows.
    for _ in 0..<40 {
      guard let target = destination(ofLink: path) else { break }
      path = target.hasPrefix("/") ? target : parent(path) + "/" + target
    }
    return path
  }

  /// The path without links, where there is something.
  package static func resolved(_ path: String) -> String? {
    guard let real = path.withFileName({ realpath($0, nil) }) else { return nil }
    defer { free(real) }
    return String(fileName: real)
  }

  /// - Returns: whether it took the place of what had the new name; else `errno` says why not.
  static func rename(_ old: String, _ new: String) -> Bool {
    old.withFileName { old in new.withFileName { Foundation.rename(old, $0) } } == 0
  }
}
