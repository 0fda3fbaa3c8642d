package import Foundation
internal import Support

/// A headless Chromium of our own, spoken to in the DevTools protocol over pipes: no port, no driver, no network.
package final class Browser {
  /// KNOWCL_CHROMIUM, or what Debian and others call the program; nil where there is none. Tests that need it are
  /// skipped then, and say so.
  package static let program: String? = {
    if let given = ProcessInfo.processInfo.environment["KNOWCL_CHROMIUM"] { return given }
    let names = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"]
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return names.lazy.flatMap { name in folders.lazy.map { "\($0)/\(name)" } }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  package static let isMissing: String =
    "needs Chromium: apt-get install chromium-headless-shell, or set KNOWCL_CHROMIUM"

  private let process = Process()
  private let profile = NSTemporaryDirectory() + "/knowcl-chromium-\(UUID().uuidString)"
  private let connection: DevToolsConnection

  package init() throws {
    guard let program = Self.program else { throw Failure(.system, nil, Self.isMissing) }
    try FileManager.default.createDirectory(atPath: profile, withIntermediateDirectories: true)
    // Chromium reads commands from descriptor 3 and answers on 4. It is root in a container of tests, where it can
    // have no sandbox; what it opens is made by the tests.
    let options = "--headless --no-sandbox --disable-gpu --no-first-run --remote-debugging-pipe"
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = [
      "-c", "exec \"$0\" \(options) --user-data-dir=\"$1\" about:blank 3<&0 4>&1 </dev/null >/dev/null 2>&1",
      program, profile,
    ]
    let (commands, answers) = (Pipe(), Pipe())
    process.standardInput = commands
    process.standardOutput = answers
    connection = DevToolsConnection(commands.fileHandleForWriting, answers.fileHandleForReading)
    try process.run()
  }

  deinit {
    // The process that we started may be a script around the browser, which would outlive it.
    _ = try? connection.call("Browser.close")
    connection.close()
    process.waitUntilExit()
    try? FileManager.default.removeItem(atPath: profile)
  }

  /// A page of its own, on a screen.
  package func page(_ screen: Screen = .desktop) throws -> Page {
    let target = try connection.call("Target.createTarget", ["url": "about:blank"])["targetId"] ?? ""
    let attached = try connection.call("Target.attachToTarget", ["targetId": target, "flatten": true])
    guard let session = attached["sessionId"] as? String else {
      throw Failure(.software, nil, "Chromium opened no page")
    }
    return try Page(of: self, connection, session: session, screen)
  }
}
