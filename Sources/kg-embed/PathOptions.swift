import ArgumentParser
internal import Graphs

/// Counts of paths instead of vectors that are trained.
struct PathOptions: ParsableArguments {
  @Option(
    name: .customLong("paths"),
    help: ArgumentHelp(
      "Train nothing: count the paths along these relations from each region, as LocateAt_rev/Cate1Of; several between commas.",
      valueName: "paths"))
  var list: String?

  @Option(
    help: ArgumentHelp(
      "Regions that a path must lead to an entity from for it to be a feature.", valueName: "n"))
  var pathRegions = 10

  /// What stands between commas.
  private var names: [String] {
    list?.split(separator: ",", omittingEmptySubsequences: false).map(String.init) ?? []
  }

  var paths: [RelationPath] { names.compactMap(RelationPath.init) }

  func validate() throws {
    if let wrong = names.first(where: { RelationPath($0) == nil }) {
      throw ValidationError(
        "--paths takes relations with / between, such as LocateAt_rev/Cate1Of, not '\(wrong)'")
    }
    if Set(names).count < names.count { throw ValidationError("--paths names something twice") }
    if !(1...1_000_000_000).contains(pathRegions) {
      throw ValidationError("--path-regions must be 1 to 1000000000, not \(pathRegions)")
    }
  }
}
