import Foundation
internal import TestSupport
import Testing

/// What `make install` copies, used where it was copied to; `make uninstall` takes it all away again.
@Suite struct InstallTests {
  private static let packaging = Repository.root.appendingPathComponent("packaging").path
  private static let tools = Shell.tools.joined(separator: " ")

  private static func withInstallation(_ body: (Shell) throws -> Void) throws {
    let shell = try Shell()
    defer { shell.remove() }
    let result = try shell.run(
      "prefix=$PWD/prefix && cd \(packaging)/.. && packaging/install \(Shell.binaries) $prefix \(tools)")
    try #require(result.status == 0, "\(result.error)")
    try body(shell)
  }

  @Test func shellsCompleteOptionsValuesAndFiles() throws {
    try Self.withInstallation { shell in
      let result = try shell.run("PATH=$PWD/prefix/bin:$PATH \(Self.packaging)/room/completions prefix/share")
      #expect(result.status == 0, "\(result.error)")
      // Which shells were not there to be asked.
      if !result.error.isEmpty { print(result.error) }
    }
  }

  @Test func uninstallLeavesNothing() throws {
    try Self.withInstallation { shell in
      for file in ["bin/cl-train", "share/man/man1/cl-train.1", "share/doc/knowcl/LICENSE"] {
        #expect(FileManager.default.fileExists(atPath: "\(shell.directory)/prefix/\(file)"), "\(file)")
      }
      let result = try shell.run(
        "prefix=$PWD/prefix && cd \(Self.packaging)/.. && packaging/install --remove $prefix \(Self.tools)")
      #expect(result.status == 0, "\(result.error)")
      #expect(try shell.run("find prefix -type f").output.isEmpty)
    }
  }
}
