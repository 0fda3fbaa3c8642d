internal import Foundation
internal import FuzzTargets
internal import HDF5

/// What inputs begin with.
enum Seeds {
  /// Writes the datasets of bytes below `/file` of a fixture as files of their names.
  static func unpack(_ path: String, into directory: String) throws {
    let fixture = try HDF5File(reading: path, name: path)
    for name in try fixture.members(of: "/file") {
      let bytes: [UInt8] = try fixture.read("/file/\(name)", shape: [nil])
      try write(bytes, "\(directory)/\(name)")
    }
  }

  static func writeBases(into directory: String) throws {
    for (name, bytes) in FuzzTarget.wholeFiles { try write(bytes, "\(directory)/\(name).h5") }
  }

  private static func write(_ bytes: [UInt8], _ path: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }
}
