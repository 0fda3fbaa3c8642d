package import ArgumentParser

/// `--checkpoint-every` and `--resume` of the tools that train for long.
package struct CheckpointOptions: ParsableArguments {
  /// Neither can change what a run ends with.
  package static let withoutEffect = ["--resume=", "--checkpoint-every="]

  @Option(help: ArgumentHelp("Write the output every n epochs as well.", valueName: "n"))
  package var checkpointEvery: Int?

  @Option(help: ArgumentHelp("Go on from this checkpoint.", valueName: "file"), completion: .file())
  package var resume: String?

  package init() {}

  package func validate() throws {
    if resume == "-" { throw ValidationError("--resume needs a file") }
    if let checkpointEvery, checkpointEvery < 1 {
      throw ValidationError("--checkpoint-every must be at least 1, not \(checkpointEvery)")
    }
  }

  /// What a tool checks of them together with its output.
  package func validate(output: String) throws {
    if output == "-", checkpointEvery != nil { throw ValidationError("--checkpoint-every needs -o FILE") }
  }
}
