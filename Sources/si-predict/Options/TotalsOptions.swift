import ArgumentParser

/// Totals that estimates are to add up to.
struct TotalsOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Scale estimates so that they add up to known totals: a table with the column of --by and one of each indicator that has totals.",
      valueName: "file"), completion: .file())
  var totals: String?

  @Option(
    help: ArgumentHelp(
      "The column that names the group of a total, and of a region in --groups or the indicators' table.",
      valueName: "column"))
  var by: String?

  @Option(
    help: ArgumentHelp(
      "A table of regions with their groups and weights (default: the indicators' table; --known-means-by needs it).",
      valueName: "file"),
    completion: .file())
  var groups: String?

  @Option(
    name: .customLong("weights"),
    help: ArgumentHelp(
      "The total of an indicator is its mean weighted by a column of the regions' table, such as a share by people; repeat or separate by commas.",
      valueName: "indicator=column"))
  var weightLists: [String] = []

  @Flag(
    help: "Let regions with a label count with it: only the others are scaled, to what is left of a total.")
  var keepKnown = false

  func validate() throws {
    guard totals == nil else {
      if by == nil { throw ValidationError("--totals needs --by COLUMN") }
      return
    }
    if by != nil || !weightLists.isEmpty || keepKnown {
      throw ValidationError("--by, --weights and --keep-known go with --totals")
    }
  }
}
