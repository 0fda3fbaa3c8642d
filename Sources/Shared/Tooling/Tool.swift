package import ArgumentParser
internal import Foundation
internal import Support
package import Tables

/// A command of the pipeline. Conforming gives it the manners all tools share: diagnostics as
/// `tool: file: message`, sysexits codes, clean-up on signals, checked output.
package protocol Tool: ParsableCommand {
  var common: CommonOptions { get }
  /// Options (with their values) that cannot change the result, so are left out of the `command`
  /// attribute; `-o`, `--threads`, `--quiet`, `--verbose` and `--json` always are.
  static var optionsWithoutEffect: [String] { get }
  /// How its tables are to be read.
  func tableRules() throws -> TableRules
  /// Called before the tool says why it fails.
  static func beforeFailing()
  func run(_ context: Context) throws
}

extension Tool {
  package static var optionsWithoutEffect: [String] { [] }

  package static func beforeFailing() {}

  package func tableRules() throws -> TableRules { TableRules() }

  /// Parses the command line, runs the tool and exits with its status.
  package static func main() {
    let name = configuration.commandName ?? "knowcl"
    let arguments = ProcessArguments.operands
    reserveStandardDescriptors()
    do {
      try Descriptors.require()
      let command = try parseAsRoot(arguments)
      guard let tool = command as? Self else {
        // Only argument-parser's own built-in commands (help) come here.
        var builtIn = command
        try builtIn.run()
        Foundation.exit(0)
      }
      ProcessSettings.set(threads: tool.common.threads)
      let context = Context(
        tool: name, arguments: arguments, options: tool.common, optionsWithoutEffect: optionsWithoutEffect,
        rules: try tool.tableRules())
      do {
        try tool.run(context)
        try StandardOutput.close()
      } catch {
        TemporaryFiles.removeAll()
        throw error
      }
      Foundation.exit(0)
    } catch let failure as Failure {
      beforeFailing()
      StandardError.write("\(name): \(failure)\n")
      Foundation.exit(failure.kind.rawValue)
    } catch let code as ExitCode {
      Foundation.exit(code.rawValue)
    } catch {
      let code = exitCode(for: error)
      guard code != .success else { sayAndExit(fullMessage(for: error), name) }
      beforeFailing()
      // Usage errors: the message on one line, then where to look.
      let text = message(for: error).split(separator: "\n").joined(separator: " ").printable
      let hint = code == .validationFailure ? "\nTry '\(name) --help'." : ""
      StandardError.write("\(name): \(text)\(hint)\n")
      Foundation.exit(code.rawValue)
    }
  }

  /// What `--help`, `--version` and completions print, which is a result like any other.
  private static func sayAndExit(_ text: String, _ name: String) -> Never {
    do {
      if !text.isEmpty { try StandardOutput.write(text + "\n") }
      try StandardOutput.close()
    } catch {
      StandardError.write("\(name): \(error)\n")
      Foundation.exit(Failure.Kind.io.rawValue)
    }
    Foundation.exit(0)
  }

  package func run() throws { throw CleanExit.helpRequest(self) }
}
