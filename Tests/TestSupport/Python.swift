internal import Foundation

/// The interpreter of the libraries that read what the tools write: PEER_PYTHON, that of `make bench`, or python3.
/// A test that needs it is skipped, and says so, where the libraries are not installed.
package enum Python {
  package static let path: String = {
    let bench = Repository.root.appendingPathComponent("build/bench-venv/bin/python").path
    let given = ProcessInfo.processInfo.environment["PEER_PYTHON"]
    return given ?? (FileManager.default.isExecutableFile(atPath: bench) ? bench : "python3")
  }()

  /// Whether it can import all of the modules.
  package static func has(_ modules: String...) -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [path, "-c", "import " + modules.joined(separator: ", ")]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
}
