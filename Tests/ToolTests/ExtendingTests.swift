import Foundation
internal import TestSupport
import Testing

/// Follows docs/extending.md word for word in a copy of the tree: adds its files, inserts its lines, builds the tools
/// and runs its commands.
@Suite(.enabled(if: Shell.has("swift"), "swift is not on PATH")) struct ExtendingTests {
  private enum Step {
    case file(String, [Substring])
    case insert(String, after: String, [Substring])
    case run([Substring])
  }

  /// What the page says to do: blocks of code under `<!-- file: PATH -->` or `<!-- insert: PATH after: LINE -->`, and
  /// every block of shell commands.
  private static func steps() throws -> [Step] {
    let page = try String(
      contentsOf: Repository.root.appendingPathComponent("docs/extending.md"), encoding: .utf8)
    var steps: [Step] = []
    var mark: Substring?
    var lines = page.split(separator: "\n", omittingEmptySubsequences: false)[...]
    while let line = lines.popFirst() {
      if line.hasPrefix("<!-- ") { mark = line.dropFirst(5).dropLast(4) }
      guard line.hasPrefix("```") else { continue }
      let block = Array(lines.prefix { $0 != "```" })
      lines = lines.dropFirst(block.count + 1)
      defer { mark = nil }
      if let file = mark?.wholeMatch(of: /file: (\S+)/) {
        steps.append(.file(String(file.output.1), block))
      } else if let insert = mark?.wholeMatch(of: /insert: (\S+) after: (.+)/) {
        steps.append(.insert(String(insert.output.1), after: String(insert.output.2), block))
      } else if line == "```sh" {
        steps.append(.run(block))
      }
    }
    return steps
  }

  private static func copyOfTheTree(to directory: String) throws {
    let root = Repository.root.path
    for name in ["Package.swift", "Sources", "Tests", "fuzz"] {
      try FileManager.default.copyItem(atPath: "\(root)/\(name)", toPath: "\(directory)/\(name)")
    }
  }

  @Test func everyExampleOfThePageBuildsAndRuns() throws {
    let shell = try Shell()
    defer { shell.remove() }
    let tree = shell.directory + "/knowcl"
    try FileManager.default.createDirectory(atPath: tree, withIntermediateDirectories: true)
    try Self.copyOfTheTree(to: tree)
    var commands: [Substring] = []
    var files = 0
    for step in try Self.steps() {
      switch step {
      case .file(let path, let lines):
        try #require(!FileManager.default.fileExists(atPath: "\(tree)/\(path)"), "\(path) is there already")
        try (lines.joined(separator: "\n") + "\n").write(
          toFile: "\(tree)/\(path)", atomically: false, encoding: .utf8)
        files += 1
      case .insert(let path, let after, let block):
        let text = try String(contentsOfFile: "\(tree)/\(path)", encoding: .utf8)
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let places = lines.indices.filter { lines[$0].trimmingCharacters(in: .whitespaces) == after }
        try #require(places.count == 1, "\(path) has the line '\(after)' \(places.count) times")
        lines.insert(contentsOf: block, at: places[0] + 1)
        try lines.joined(separator: "\n").write(toFile: "\(tree)/\(path)", atomically: false, encoding: .utf8)
      case .run(let block): commands += block
      }
    }
    try #require(files >= 4 && !commands.isEmpty)
    let build = try shell.run("cd knowcl && swift build 2>&1 | tail -40")
    try #require(build.status == 0, "\(build.output)")
    try shell.write("set -eux\n" + commands.joined(separator: "\n"), to: "examples.sh")
    let result = try shell.run("PATH=$PWD/knowcl/.build/debug:$PATH bash examples.sh")
    #expect(result.status == 0, "\(result.error.suffix(2000))")
  }
}
