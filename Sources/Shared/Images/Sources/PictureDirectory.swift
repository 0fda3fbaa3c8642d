internal import Foundation
internal import Support

/// The pictures in a directory, found by name.
package struct PictureDirectory: Sendable {
  package let path: String
  private static let extensions: Set<String> = ["png", "jpg", "jpeg", "webp", "tif", "tiff"]

  /// - Throws: `Failure` (EX_NOINPUT) when `path` is not a directory.
  package init(_ path: String) throws {
    guard let info = FilePath.status(path) else { throw Failure.errno(.noInput, path, "cannot be opened") }
    guard info.st_mode & S_IFMT == S_IFDIR else {
      throw Failure(.noInput, path, "is not a directory, where one with pictures is needed")
    }
    self.path = path
  }

  /// A file name without `.png`, `.jpg`, `.jpeg`, `.webp`, `.tif` or `.tiff`: the id of the region it shows.
  package static func id(of name: String) -> String {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count > 1, extensions.contains(parts[parts.count - 1].lowercased()) else { return name }
    return parts.dropLast().joined(separator: ".")
  }

  /// The name of the picture of every region, by id: the files that are called pictures or begin like
  /// one. Others, hidden files and subdirectories are passed over.
  /// - Throws: `Failure` (EX_DATAERR) when two files are of one region, or one is called what no region can be.
  func picturesByID() throws -> [String: String] {
    var pictures: [String: String] = [:]
    for name in try visibleNames() where isPicture(name) {
      let id = Self.id(of: name)
      try NameRules.require(id, path, isLabel: true)
      guard let other = pictures.updateValue(name, forKey: id) else { continue }
      throw Failure.data(path, "holds '\(other)' and '\(name)', where one picture of a region is needed")
    }
    return pictures
  }

  /// What is passed over, in words: `2 files that are no pictures of a kind that is read (1 .bmp, 1 .jp2)`; nil for
  /// nothing.
  func passedOver() throws -> String? {
    var kinds: [String: Int] = [:]
    var (files, folders) = (0, 0)
    for name in try visibleNames() where !isPicture(name) {
      if FilePath.isDirectory(joined(name)) {
        folders += 1
      } else {
        files += 1
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        kinds[
          parts.count > 1 ? ".\(parts[parts.count - 1].lowercased())" : "without extension", default: 0] += 1
      }
    }
    let list = kinds.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.value) \($0.key)" }
      .listed()
    let parts = [
      files > 0 ? "\(files) files that are neither PNG nor JPEG, WebP or TIFF (\(list))" : nil,
      folders > 0 ? "\(folders) folders within" : nil,
    ].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: " and ")
  }

  private func visibleNames() throws -> [String] {
    guard let names = FilePath.names(in: path) else {
      throw Failure.errno(.noInput, path, "cannot be listed")
    }
    return names.filter { !$0.hasPrefix(".") }.sorted()
  }

  /// The path of a file, or nil where there is none.
  /// - Throws: `Failure` (EX_DATAERR) when the name leads out of the directory.
  package func file(_ name: String) throws -> String? {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard !name.isEmpty, !parts.contains(".."), parts.first != "", !name.utf8.contains(0) else {
      throw Failure.data(path, "cannot hold '\(name)', where a name within the directory is needed")
    }
    let full = joined(name)
    return FilePath.isFile(full) ? full : nil
  }

  func joined(_ name: String) -> String { path.hasSuffix("/") ? path + name : "\(path)/\(name)" }

  private func isPicture(_ name: String) -> Bool {
    let full = joined(name)
    guard FilePath.isFile(full) else { return false }
    if Self.id(of: name) != name { return true }
    return FilePath.bytes(of: full, count: 12).map { PictureFormat(signature: $0) != nil } ?? false
  }
}
