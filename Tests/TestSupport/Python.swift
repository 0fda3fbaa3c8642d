internal import Foundation

/// The interpreter of the libraries that read what the tools write: KNOWCL_PYTHON, .venv, that of `make bench`, or
/// python3. A test that needs it is skipped, and says so, where the libraries are not installed.
package enum Python {
  package static let path: String = {
    if let given = ProcessInfo.processInfo.environment["KNOWCL_PYTHON"] { return given }
    let known = [".venv", "build/bench-venv"].map {
      Repository.root.appendingPathComponent("\($0)/bin/python").path
    }
    return known.first { FileManager.default.isExecutableFile(atPath: $0) } ?? "python3"
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
