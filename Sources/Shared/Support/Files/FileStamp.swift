internal import Foundation

/// What tells whether a file is still the one that was opened, and unchanged.
package struct FileStamp: Sendable, Equatable {
  private let device: UInt64
  private let number: UInt64
  private let size: Int64
  private let modified: [Int]
  private let changed: [Int]

  /// - Parameter descriptor: of an open file.
  package init?(_ descriptor: Int32) {
    var info = stat()
    guard fstat(descriptor, &info) == 0 else { return nil }
    self.init(info: info)
  }

  /// - Parameter path: nil comes where there is nothing.
  init?(_ path: String) {
    guard let info = FilePath.status(path) else { return nil }
    self.init(info: info)
  }

  private init(info: stat) {
    device = UInt64(info.st_dev)
    number = UInt64(info.st_ino)
    size = Int64(info.st_size)
    #if canImport(Glibc)
      (modified, changed) = (
        [info.st_mtim.tv_sec, info.st_mtim.tv_nsec], [info.st_ctim.tv_sec, info.st_ctim.tv_nsec]
      )
    #else
      (modified, changed) = (
        [info.st_mtimespec.tv_sec, info.st_mtimespec.tv_nsec],
        [info.st_ctimespec.tv_sec, info.st_ctimespec.tv_nsec]
      )
    #endif
  }

  /// Whether both are of one file, whatever its content.
  func isSameFile(_ other: FileStamp) -> Bool { device == other.device && number == other.number }

  /// Whether the content is what it was; a new name or link changes no more than the file's record.
  func isSameContent(_ other: FileStamp) -> Bool { size == other.size && modified == other.modified }
}
