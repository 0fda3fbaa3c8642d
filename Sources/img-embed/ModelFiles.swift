import Foundation
internal import HDF5
internal import Schemas

/// Which of the files on the command line are models: the first, and those behind it that say or look so.
enum ModelFiles {
  static func count(in files: [String]) -> Int {
    1 + files.dropFirst().prefix { isModel($0) }.count
  }

  /// Whether a file is a model and not pictures: `knowcl/model`, HDF5 that says nothing of what it is, or a PyTorch file. What
  /// cannot be read is left to who wants pictures, who says why.
  private static func isModel(_ path: String) -> Bool {
    var isDirectory: ObjCBool = false
    // A pipe can be read once.
    guard path != "-", FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory),
      !isDirectory.boolValue,
      let type = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType,
      type == .typeRegular || type == .typeSymbolicLink
    else { return false }
    guard let file = try? HDF5File(reading: path, name: path) else { return isArchive(path) }
    guard file.hasAttribute("schema") else { return true }
    return (try? file.stringAttribute("schema")) == Schema.model.rawValue
  }

  /// Whether a file is a ZIP archive, as PyTorch writes.
  private static func isArchive(_ path: String) -> Bool {
    guard let handle = FileHandle(forReadingAtPath: path) else { return false }
    defer { try? handle.close() }
    return (try? handle.read(upToCount: 4)) == Data([0x50, 0x4B, 3, 4])
  }
}
