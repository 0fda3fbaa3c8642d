internal import Foundation
internal import Support

/// A file that is nowhere but in memory, under a path as long as this lives.
final class MemoryFile {
  private static let directory =
    FilePath.isDirectory("/dev/shm") ? "/dev/shm" : TemporaryFiles.directory

  private let file: TemporaryFile

  init(_ bytes: [UInt8] = []) throws {
    file = try TemporaryFile(in: Self.directory)
    try bytes.withUnsafeBytes { try writeAll($0, to: file.descriptor, name: "memory") }
  }

  var path: String { file.path }

  var size: Int { Int(lseek(file.descriptor, 0, SEEK_END)) }

  /// All that it holds.
  var bytes: [UInt8] {
    get throws { try InputFile(path: path, name: "memory").text() }
  }
}
