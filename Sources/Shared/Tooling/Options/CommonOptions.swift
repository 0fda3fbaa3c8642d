package import ArgumentParser

/// The options that every tool has, declared once.
package struct CommonOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Seed of every random draw.", valueName: "n"))
  package var seed: UInt64 = 1

  @Option(
    name: [.long, .customShort("j", allowingJoined: true)],
    help: ArgumentHelp(
      "Threads to use (default: all processors). The result does not depend on it.",
      valueName: "n"))
  package var threads: Int?

  @Flag(help: "Print results on standard output as JSON, one object a line.")
  package var json = false

  @Flag(name: .shortAndLong, help: "Only errors on standard error: no notes, no progress.")
  package var quiet = false

  @Flag(name: .shortAndLong, help: "More notes on standard error.")
  package var verbose = false

  package init() {}

  package func validate() throws {
    if let threads, !(1...4096).contains(threads) {
      throw ValidationError("--threads must be between 1 and 4096, not \(threads)")
    }
  }
}

/// `-o FILE` of the tools that write one file.
package struct OutputOptions: ParsableArguments {
  @Option(
    name: [.long, .customShort("o", allowingJoined: true)],
    help: ArgumentHelp(
      "File to write, whole or not at all; - is standard output.", valueName: "file"),
    completion: .file())
  package var output: String = "-"

  package init() {}
}
