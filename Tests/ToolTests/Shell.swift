import Foundation

/// Runs shell lines with the built tools on PATH, in a directory of its own.
struct Shell {
  struct Result {
    let status: Int32
    let output: String
    let error: String
  }

  static let tools = [
    "kg-build", "kg-embed", "img-pack", "img-crop", "img-perturb", "cl-train", "img-embed", "si-predict",
    "si-report", "city-sim", "geo-read", "mask-train",
  ]

  /// A scratch directory, removed by `remove()`.
  let directory: String

  init() throws {
    directory = NSTemporaryDirectory() + "/knowcl-tool-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
  }

  func remove() { try? FileManager.default.removeItem(atPath: directory) }

  /// The directory that the tools were built into.
  static var binaries: String {
    URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().path
  }

  static func run(_ line: String) throws -> Result {
    let shell = try Shell()
    defer { shell.remove() }
    return try shell.run(line)
  }

  /// Runs one line of bash with pipefail; standard output and error are collected through files, so
  /// that no amount of either can block.
  func run(_ line: String, environment extra: [String: String] = [:]) throws -> Result {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-o", "pipefail", "-c", line]
    process.currentDirectoryURL = URL(fileURLWithPath: directory)
    var environment = ProcessInfo.processInfo.environment
    environment["PATH"] = Self.binaries + ":" + (environment["PATH"] ?? "/usr/bin:/bin")
    environment.merge(extra) { $1 }
    process.environment = environment
    let id = UUID().uuidString
    let outputPath = NSTemporaryDirectory() + "/knowcl-out-\(id)"
    let errorPath = NSTemporaryDirectory() + "/knowcl-err-\(id)"
    _ = FileManager.default.createFile(atPath: outputPath, contents: nil)
    _ = FileManager.default.createFile(atPath: errorPath, contents: nil)
    defer {
      try? FileManager.default.removeItem(atPath: outputPath)
      try? FileManager.default.removeItem(atPath: errorPath)
    }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle(forWritingAtPath: outputPath)
    process.standardError = FileHandle(forWritingAtPath: errorPath)
    try process.run()
    process.waitUntilExit()
    return Result(
      status: process.terminationReason == .exit
        ? process.terminationStatus : 128 + process.terminationStatus,
      output: String(decoding: try Data(contentsOf: URL(fileURLWithPath: outputPath)), as: UTF8.self),
      error: String(decoding: try Data(contentsOf: URL(fileURLWithPath: errorPath)), as: UTF8.self))
  }

  /// Contents of a file in the scratch directory.
  func read(_ name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: directory + "/" + name))
  }

  func write(_ text: String, to name: String) throws {
    try text.write(toFile: directory + "/" + name, atomically: false, encoding: .utf8)
  }

  var files: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).sorted() }
}

extension Shell {
  /// Whether a program is on PATH.
  static func has(_ program: String) -> Bool {
    (try? run("command -v \(program)").status) == 0
  }
}
