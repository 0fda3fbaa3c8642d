internal import CArguments
internal import Foundation
internal import Support

/// Another program of the family that a tool lets do a part of its work.
enum Helper {
  /// Where a program lies: beside the one that runs, else on PATH.
  static func path(of program: String) -> String? {
    var folders: [String] = []
    if let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") {
      folders.append(FilePath.parent(own))
    } else if let own = kn_arguments()[0].map({ String(cString: $0) }), own.contains("/") {
      folders.append(FilePath.parent(own))
    }
    folders += (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":").map(
      String.init)
    return folders.map { "\($0)/\(program)" }.first { access($0, X_OK) == 0 && !FilePath.isDirectory($0) }
  }

  /// Runs a program to its end.
  /// - Parameter output: an open file for what it writes to standard output.
  /// - Throws: what it said of its failure, under the status that it ended with.
  static func run(_ path: String, _ arguments: [String], called name: String, output: Int32) throws {
    let messages = try TemporaryFile(in: TemporaryFiles.directory)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle(fileDescriptor: output, closeOnDealloc: false)
    process.standardError = FileHandle(fileDescriptor: messages.descriptor, closeOnDealloc: false)
    do { try process.run() } catch { throw Failure(.system, path, "cannot be run: \(error)") }
    process.waitUntilExit()
    guard process.terminationReason != .exit || process.terminationStatus != 0 else { return }
    let text = (try? String(contentsOfFile: messages.path, encoding: .utf8)) ?? ""
    let first = text.split(separator: "\n").first.map(String.init) ?? ""
    guard process.terminationReason == .exit, first.hasPrefix("\(name): "),
      let kind = Failure.Kind(rawValue: process.terminationStatus)
    else {
      throw Failure(.software, path, "ended with status \(process.terminationStatus): \(first)")
    }
    throw Failure(kind, nil, String(first.dropFirst(name.count + 2)))
  }
}
