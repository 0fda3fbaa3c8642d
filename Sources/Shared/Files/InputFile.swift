internal import Foundation

/// An input that can be opened by path: a file, or standard input spooled to one.
public struct InputFile {
  /// Where to open it.
  public let path: String
  /// How messages and provenance call it: the path as given, or `standard input`.
  public let name: String
  /// Whether `path` is ours to remove once it is open.
  let isSpool: Bool

  /// Removes the spool file; an open descriptor keeps its content.
  public func discard() { if isSpool { TemporaryFiles.remove(path) } }
}

extension Context {
  /// Opens an input, records its SHA-256 for the provenance of what the tool will write.
  /// - Parameters:
  ///   - path: a path, or `-` for standard input.
  ///   - schema: the schema the file declares, once known (`registerSchema`).
  /// - Throws: `Failure` (EX_NOINPUT) when it does not exist or cannot be read.
  public func input(_ path: String) throws -> InputFile {
    let file: InputFile
    let digest: String
    if path == "-" {
      var info = stat()
      if fstat(STDIN_FILENO, &info) == 0, info.st_mode & S_IFMT == S_IFREG,
        lseek(STDIN_FILENO, 0, SEEK_CUR) == 0, let real = realPathOfStandardInput()
      {
        file = InputFile(path: real, name: "standard input", isSpool: false)
        digest = try Self.sha256(of: real, name: file.name)
      } else {
        (file, digest) = try spoolStandardInput()
      }
    } else {
      file = InputFile(path: path, name: path, isSpool: false)
      digest = try Self.sha256(of: path, name: path)
    }
    record(path, name: path == "-" ? "-" : (path as NSString).lastPathComponent, sha256: digest)
    return file
  }

  /// Records an input that is not one file (a directory of pictures) under a digest of the caller's.
  public func record(_ path: String, name: String, sha256: String) {
    inputNames[path] = name
    inputs.append(Provenance.Input(name: name, schema: nil, sha256: sha256))
  }

  /// A file's SHA-256 in hexadecimal.
  public static func sha256(of path: String, name: String) throws -> String {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { throw Failure.errno(.noInput, name, "cannot be opened") }
    defer { close(descriptor) }
    var info = stat()
    if fstat(descriptor, &info) == 0, info.st_mode & S_IFMT == S_IFDIR {
      throw Failure(.noInput, name, "is a directory, where a file is needed")
    }
    let hash = SHA256()
    try copyAll(from: descriptor, name: name) { hash.update($0) }
    return hash.finish()
  }

  private func realPathOfStandardInput() -> String? {
    // HDF5 needs a path it can resolve; a deleted file has none.
    guard let resolved = realpath("/proc/self/fd/0", nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private func spoolStandardInput() throws -> (InputFile, String) {
    let (path, descriptor) = try TemporaryFiles.create(in: TemporaryFiles.directory, prefix: "knowcl.")
    defer { close(descriptor) }
    let hash = SHA256()
    try copyAll(from: STDIN_FILENO, name: "standard input") {
      hash.update($0)
      try writeAll($0, to: descriptor, name: path)
    }
    return (InputFile(path: path, name: "standard input", isSpool: true), hash.finish())
  }
}
