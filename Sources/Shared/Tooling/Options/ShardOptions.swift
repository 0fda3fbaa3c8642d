package import ArgumentParser

/// `--shards` and `--timeout` of the tools that many ranks can run together.
package struct ShardOptions: ParsableArguments {
  /// It cannot change what a run ends with.
  package static let withoutEffect = ["--timeout="]

  @Option(
    help: ArgumentHelp(
      "Cut every batch into n parts, whose sums are added in their order: as many ranks as that can share the work (mpirun), and the result depends on n but not on the ranks.",
      valueName: "n"))
  package var shards = 1

  @Option(
    help: ArgumentHelp(
      "With several ranks: end all when one has not answered for so long.", valueName: "seconds"))
  package var timeout = 1800.0

  package init() {}

  package func validate() throws {
    if !(1...4096).contains(shards) {
      throw ValidationError("--shards must be between 1 and 4096, not \(shards)")
    }
    if !(timeout >= 1 && timeout <= 1e6) {
      throw ValidationError("--timeout must be between 1 and 1000000 seconds, not \(timeout)")
    }
  }
}
