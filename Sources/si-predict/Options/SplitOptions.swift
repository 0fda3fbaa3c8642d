import ArgumentParser
internal import Tooling

struct SplitOptions: ParsableArguments {
  @OptionGroup var given: GivenSplitOptions

  @Option(
    help: ArgumentHelp(
      "Cross-validate in k folds; each makes a fold of every block, or of every region without blocks.",
      valueName: "k|each"))
  var folds: FoldCount?

  @Flag(
    help:
      "Only print the folds of --folds and --seed as a table region,fold, for what is to be trained fold by fold."
  )
  var printFolds = false

  @Option(
    help: ArgumentHelp(
      "With --print-folds, print a table region,split for --split in which this fold tests, from 0, and the others train.",
      valueName: "n"))
  var testFold: Int?

  @Option(
    help: ArgumentHelp(
      "Train no model on regions within so many metres of those that it is tested on.", valueName: "metres"))
  var buffer: Double?

  @Option(help: ArgumentHelp("Fold by cells of a grid of so many degrees.", valueName: "degrees"))
  var blockSize: Double?

  @Option(
    help: ArgumentHelp("Fold by so many clusters of neighbouring regions (k-means).", valueName: "k"))
  var clusterBlocks: Int?

  @Option(
    help: ArgumentHelp("Fold by the blocks of a table region,block.", valueName: "file"), completion: .file())
  var blocks: String?

  @Option(
    help: ArgumentHelp("The column of --blocks to fold by, such as borough.", valueName: "name"))
  var blockColumn: String?

  @Option(
    help: ArgumentHelp(
      "Share of a fold's training part that stops training and chooses settings.", valueName: "share"))
  var validation = 0.25

  @Flag(
    help:
      "With --split and --split-index, fit to the validation part as well what has nothing left to choose by it (folds always do)."
  )
  var refit = false

  @Option(
    help: ArgumentHelp(
      "Runs, with the seeds --seed, --seed + 1, …; at least as many as replicates.", valueName: "n"))
  var seeds = 1

  @Option(
    help: ArgumentHelp(
      "Name of the split in the results (default: split, published, folds or blocks).", valueName: "name"))
  var splitLabel: String?

  var isSpatial: Bool { blockSize != nil || blocks != nil || clusterBlocks != nil }

  var name: String {
    splitLabel
      ?? (given.split != nil
        ? "split" : given.splitIndex != nil ? "published" : isSpatial ? "blocks" : "folds")
  }

  /// - Throws: `ValidationError` unless the options name one way to divide the regions.
  func division() throws -> Division {
    guard [given.split != nil, given.splitIndex != nil, folds != nil].count(where: { $0 }) == 1 else {
      throw ValidationError("give one of --split, --split-index and --folds")
    }
    if let split = given.split { return .table(split, refits: refit) }
    if let tables = given.indexTables, let regions = given.splitRegions {
      return .indices(tables, regions: regions, refits: refit)
    }
    let blocks: Division.Blocks =
      if let blockSize {
        .grid(degrees: blockSize)
      } else if let clusterBlocks {
        .clusters(clusterBlocks)
      } else if let blocks {
        .table(blocks, column: blockColumn)
      } else {
        .none
      }
    return .folds(folds ?? .number(2), blocks, validation: validation)
  }

  func validate() throws {
    if refit && folds != nil { throw ValidationError("--refit goes with --split and --split-index") }
    if let count = folds?.number, !(2...10_000).contains(count) {
      throw ValidationError("--folds must be 2 to 10000, or each, not \(count)")
    }
    if testFold != nil && !printFolds { throw ValidationError("--test-fold goes with --print-folds") }
    if let buffer, !(0...2e7).contains(buffer) {
      throw ValidationError("--buffer must be 0 to 20000000 metres, not \(buffer)")
    }
    if [blockSize != nil, blocks != nil, clusterBlocks != nil].count(where: { $0 }) > 1 {
      throw ValidationError("give one of --block-size, --cluster-blocks and --blocks")
    }
    if blockColumn != nil && blocks == nil { throw ValidationError("--block-column goes with --blocks") }
    if let clusterBlocks, let folds, clusterBlocks <= folds.number ?? 1 || clusterBlocks > 100_000 {
      throw ValidationError(
        "--cluster-blocks must be more than \(folds.number.map { "the \($0) folds" } ?? "1") and at most 100000, not \(clusterBlocks)"
      )
    }
    if let blockSize, !(1e-6...360).contains(blockSize) {
      throw ValidationError("--block-size must be 0.000001 to 360 degrees, not \(blockSize)")
    }
    if !(0.01...0.9).contains(validation) {
      throw ValidationError("--validation must be 0.01 to 0.9, not \(validation)")
    }
    if !(1...10_000).contains(seeds) { throw ValidationError("--seeds must be 1 to 10000, not \(seeds)") }
    try checkLabel(name, of: "--split-label")
  }
}
