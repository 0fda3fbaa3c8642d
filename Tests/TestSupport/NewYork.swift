internal import Foundation
package import Tables

/// The real data of New York, which is no part of the project: KNOWCL_DATA, or shared/data beside it.
package enum NewYork {
  package static let directory: String = {
    let data = ProcessInfo.processInfo.environment["KNOWCL_DATA"]
    return (data ?? Repository.root.deletingLastPathComponent().path + "/shared/data") + "/newyork"
  }()

  package static var isPresent: Bool {
    FileManager.default.fileExists(atPath: directory + "/region2info.json")
  }

  package static func bytes(_ file: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: directory + "/" + file)))
  }

  package static func table(_ file: String) throws -> DelimitedTable {
    try DelimitedTable(parsing: bytes(file), name: file)
  }
}
