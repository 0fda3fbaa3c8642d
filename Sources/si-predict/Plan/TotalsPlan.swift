import ArgumentParser

/// Totals that estimates are to add up to, and what says which regions they are of.
struct TotalsPlan {
  let path: String
  /// The column of groups.
  let column: String
  /// The table of the regions' groups and weights; nil for that of the indicators.
  let groups: String?
  /// Of indicators whose total is a weighted mean: the column of the weights.
  let weights: [String: String]
  /// Whether regions with a label count with it.
  let keepsKnown: Bool

  /// - Parameter indicators: those that may have weights.
  /// - Returns: nil without totals.
  /// - Throws: `ValidationError` for weights of no indicator, or two of one.
  init?(_ options: TotalsOptions, of indicators: [String]) throws {
    guard let path = options.totals, let column = options.by else { return nil }
    self.path = path
    self.column = column
    groups = options.groups
    keepsKnown = options.keepKnown
    var weights: [String: String] = [:]
    for item in list(options.weightLists) {
      let pieces = item.split(separator: "=", maxSplits: 1).map(String.init)
      guard pieces.count == 2 else {
        throw ValidationError("--weights takes INDICATOR=COLUMN, not '\(item)'")
      }
      guard indicators.contains(pieces[0]) else {
        throw ValidationError("--weights names '\(pieces[0])', which is no --indicator")
      }
      guard weights.updateValue(pieces[1], forKey: pieces[0]) == nil else {
        throw ValidationError("--weights gives two columns for \(pieces[0])")
      }
    }
    self.weights = weights
  }

  /// The files that it reads.
  var paths: [String] { [path, groups].compactMap(\.self) }
}
