internal import Foundation
internal import Schemas
package import Support

extension Context {
  /// Opens an input, records its SHA-256 for the provenance of what the tool will write.
  /// - Parameter path: a path, or `-` for standard input.
  /// - Throws: `Failure` (EX_NOINPUT) when it does not exist or cannot be read.
  package func input(_ path: String) throws -> InputFile {
    let isStandardInput = path == "-"
    if isStandardInput, inputNames["-"] != nil {
      throw Failure.usage("standard input (-) can stand for one input only")
    }
    let name = isStandardInput ? "standard input" : path
    let descriptor = isStandardInput ? STDIN_FILENO : FilePath.open(path, O_RDONLY)
    guard descriptor >= 0 else { throw Failure.errno(.noInput, name, "cannot be opened") }
    defer { if !isStandardInput { close(descriptor) } }
    var info = stat()
    guard fstat(descriptor, &info) == 0 else { throw Failure.errno(.noInput, name, "cannot be read") }
    let file: InputFile
    let digest: FileDigest
    switch info.st_mode & S_IFMT {
    case S_IFDIR: throw Failure(.noInput, name, "is a directory, where a file is needed")
    case S_IFREG where !isStandardInput:
      file = InputFile(path: path, name: name, stamp: FileStamp(descriptor))
      // Only who writes says what was read; the others need not read all of it.
      digest = isFollower ? FileDigest("") : try FileDigest(of: descriptor, name: name)
    case S_IFREG:
      if lseek(descriptor, 0, SEEK_CUR) == 0, let real = pathOfStandardInput() {
        file = InputFile(path: real, name: name, stamp: FileStamp(descriptor))
        digest = try FileDigest(of: descriptor, name: name)
      } else {
        (file, digest) = try spool(descriptor, name: name)
      }
    default:  // a pipe, as standard input or as <(command)
      (file, digest) = try spool(descriptor, name: name)
    }
    record(path, name: path == "-" ? "-" : FilePath.name(path), digest: digest)
    if file.isWatched { inputFiles.append(file) }
    return file
  }

  /// Calls `body` with an input, which is recorded for provenance.
  package func withInput<R>(_ path: String, _ body: (InputFile) throws -> R) throws -> R {
    let file = try input(path)
    defer { file.discard() }
    return try body(file)
  }

  /// Records an input that is not one file (a directory of pictures) under a digest of the caller's.
  package func record(_ path: String, name: String, sha256: String) {
    record(path, name: name, digest: FileDigest(sha256))
  }

  private func record(_ path: String, name: String, digest: FileDigest) {
    // A file holds text, and the name of an input need not be.
    let name = name.hasEscapedBytes ? name.printable : name
    inputNames[path] = name
    inputs.append(InputRecord(name: name, schema: nil, digest: digest))
  }

  /// A path for standard input that HDF5 can resolve; a deleted file has none.
  private func pathOfStandardInput() -> String? {
    FilePath.resolved("/proc/self/fd/0")
  }

  private func spool(_ source: Int32, name: String) throws -> (InputFile, FileDigest) {
    let file = try TemporaryFile(in: TemporaryFiles.directory)
    let hash = try SHA256()
    try copyAll(from: source, name: name) {
      hash.update($0)
      try writeAll($0, to: file.descriptor, name: name)
    }
    return (InputFile(spool: file, name: name), FileDigest(hash.finish()))
  }
}
