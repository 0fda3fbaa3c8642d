package import ArgumentParser
package import Tables

/// A split that files give, the same options in every tool that takes one.
package struct GivenSplitOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("A table region,split with train, val and test.", valueName: "file"),
    completion: .file())
  package var split: String?

  @Option(
    help: ArgumentHelp(
      "Three tables with the column csvindex: rows of --split-regions that train, validate and test.",
      valueName: "train,val,test"), completion: .file())
  package var splitIndex: String?

  @Option(
    help: ArgumentHelp("The table whose rows --split-index counts, from 0.", valueName: "file"),
    completion: .file())
  package var splitRegions: String?

  package init() {}

  /// The tables of --split-index.
  package var indexTables: [String]? { splitIndex.map { $0.split(separator: ",").map(String.init) } }

  /// The files that it names.
  package var files: [String] { [split, splitRegions].compactMap { $0 } + (indexTables ?? []) }

  package func validate() throws {
    if (splitIndex != nil) != (splitRegions != nil) {
      throw ValidationError("--split-index and --split-regions go together")
    }
    if let indexTables, indexTables.count != 3 {
      throw ValidationError("--split-index takes three files separated by commas")
    }
  }

  /// The split; nil where none is given.
  /// - Throws: `Failure` (EX_DATAERR) where the tables are none.
  package func read(_ context: Context) throws -> SplitTable? {
    if let split { return try SplitTable(context.readTable(split)) }
    guard let indexTables, let splitRegions else { return nil }
    return try SplitTable(
      indices: indexTables.map { try context.readTable($0) }, regions: context.readTable(splitRegions))
  }
}
