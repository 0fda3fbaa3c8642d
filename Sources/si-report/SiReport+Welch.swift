internal import Reports
internal import Support
internal import Tables
internal import Tooling

extension SiReport {
  /// Means over runs beside those of `base`, of scores and of rankings, which have names in front.
  func comparisonText(with base: String, _ context: Context) throws -> String {
    var metrics: [DelimitedTable] = []
    var rankings: [(name: String, table: RankingTable)] = []
    for file in inputs.map(NamedFile.init) {
      let table = try context.readTable(file.path)
      guard try RankingTable.isRanking(table) else {
        if file.isNamed {
          throw Failure.data(table.name, "is no ranking of kg-embed, which alone is given as NAME=FILE")
        }
        metrics.append(table)
        continue
      }
      guard file.isNamed else {
        throw Failure.data(
          table.name, "is a ranking, which has no name of its own; NAME=\(file.path) gives it one")
      }
      try NameRules.require(file.name, table.name, isLabel: true)
      rankings.append((file.name, try RankingTable(table)))
    }
    let scores = try RunScores(MetricTable(metrics), indicators: list(indicator), rankings: rankings)
    let comparison = try MeanComparison(scores, with: base)
    return try common.json ? JSONLines.text(comparison.rows) : comparison.text
  }
}
