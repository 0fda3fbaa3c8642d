internal import Support
internal import Tables

/// A table of facts, read as `rules` say that it is written.
enum FactTable {
  /// - Parameter regions: ids of regions, to which those of the table are normalised where `rules` say so.
  /// - Throws: `Failure` (EX_DATAERR) where two of the regions would be one then.
  static func source(_ file: InputFile, _ rules: TableRules, regions: [String]) throws -> any FactSource {
    DelimitedFacts.isMeant(rules)
      ? try DelimitedFacts(file: file, rules: rules, regions: regions) : TripleTable(file: file)
  }
}
