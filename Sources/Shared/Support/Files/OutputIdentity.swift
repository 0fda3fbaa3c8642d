internal import Foundation

/// Which file an output becomes, whatever it is called: a name in a directory.
package struct OutputIdentity: Hashable {
  private let device: UInt64
  private let directory: UInt64
  private let name: [UInt8]

  /// - Parameter target: a path; nil comes of what more than one may write to (standard output, pipes, devices) and of
  ///   a directory that is not there.
  package init?(_ target: String) {
    guard target != "-" else { return nil }
    if let info = FilePath.status(target), info.st_mode & S_IFMT != S_IFREG { return nil }
    let path = FilePath.followingLinks(target)
    guard let folder = FilePath.status(FilePath.parent(path)) else { return nil }
    device = UInt64(folder.st_dev)
    directory = UInt64(folder.st_ino)
    name = FilePath.name(path).fileNameBytes
  }
}
