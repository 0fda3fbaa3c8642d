internal import Foundation
package import Logging
package import Schemas
package import Support
package import Tables

/// What a running tool has at hand: its options, its log, its inputs so far, and ways to write.
package final class Context {
  package let tool: String
  package let options: CommonOptions
  package internal(set) var log: Logger
  /// Whether another rank of the same run says and writes everything; this one only computes.
  package internal(set) var isFollower = false
  let arguments: [String]
  let optionsWithoutEffect: [String]
  /// How tables are to be read.
  package let rules: TableRules
  package internal(set) var inputs: [InputRecord] = []
  /// The files that were opened, to see at the end that nobody wrote to them.
  var inputFiles: [InputFile] = []
  /// Path as the user gave it → the name that goes into files.
  var inputNames: [String: String] = [:]

  package var seed: UInt64 { options.seed }

  package init(
    tool: String, arguments: [String], options: CommonOptions, optionsWithoutEffect: [String] = [],
    rules: TableRules = TableRules()
  ) {
    self.tool = tool
    self.arguments = arguments
    self.options = options
    self.optionsWithoutEffect = optionsWithoutEffect
    self.rules = rules
    var log = Logger(label: tool) { StandardErrorLog(tool: $0) }
    log.logLevel = options.quiet ? .error : options.verbose ? .debug : .info
    self.log = log
  }

  /// A progress line on standard error, silent unless that is a terminal.
  package func progress(_ label: String, total: Int) -> ProgressLine {
    ProgressLine(
      tool: tool, label: label, total: total,
      enabled: !options.quiet && !isFollower && isatty(STDERR_FILENO) == 1)
  }

  /// Writes one line of results to standard output.
  package func print(_ line: String) throws {
    if !isFollower { try StandardOutput.write(line + "\n") }
  }
}
