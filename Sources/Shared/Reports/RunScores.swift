internal import Statistics
internal import Support

/// Scores over runs by what they measure and whose they are: test R² of tables of metrics, and mean reciprocal ranks of
/// rankings, of which each is a run.
package struct RunScores: Sendable {
  struct Score: Sendable {
    /// `published edu`, the split and the indicator; `mrr`.
    let measure: String
    /// Of the features, with the predictor's behind a +, or of a ranking.
    let name: String
    let n: Int
    /// Nil where the score is not defined.
    let mean: Double?
    /// Nil of one run, or where the score of a run is not defined.
    let sd: Double?

    var sample: SampleSummary? { mean.map { SampleSummary(mean: $0, sd: sd, n: n) } }
  }

  let scores: [Score]

  /// - Parameters:
  ///   - indicators: those whose R² is wanted; all where there are none.
  ///   - rankings: names that occur again are those of further runs.
  /// - Throws: `Failure` (EX_DATAERR) naming the line of a score that is there twice, or whose n or sd can be none.
  package init(
    _ metrics: MetricTable, indicators: [String], rankings: [(name: String, table: RankingTable)]
  ) throws {
    scores = try Self.scores(metrics, indicators) + Self.scores(rankings)
  }

  private static func scores(_ metrics: MetricTable, _ indicators: [String]) throws -> [Score] {
    var seen = Set<[String]>()
    return try metrics.rows.compactMap { row in
      guard row.metric == "r2", let split = row.tested,
        indicators.isEmpty || indicators.contains(row.indicator)
      else { return nil }
      guard seen.insert([split, row.indicator, row.features]).inserted else {
        throw Failure.data(
          row.place,
          "has the test R² of '\(row.indicator)' of '\(row.features)' on '\(split)' once more, where each may be there once"
        )
      }
      guard let n = row.n.value.flatMap(Int.init(exactly:)), n > 0 else {
        throw Failure.data(row.place, "has '\(row.n.text)' in column 'n', where a number of runs is needed")
      }
      if let sd = row.sd.value, sd < 0 {
        throw Failure.data(row.place, "has '\(row.sd.text)' in column 'sd', where no number is below 0")
      }
      return Score(
        measure: "\(split) \(row.indicator)", name: row.features, n: n, mean: row.mean.value, sd: row.sd.value
      )
    }
  }

  private static func scores(_ rankings: [(name: String, table: RankingTable)]) -> [Score] {
    RankingTable.measures.flatMap { measure -> [Score] in
      // A model that proposes entities of every type ranks by its scores of all anyway.
      let own = measure == "unconstrained_mrr" ? "mrr" : nil
      guard rankings.contains(where: { $0.table.scores[measure] != nil }) else { return [] }
      return rankings.map(\.name).firstOccurrences().compactMap { name in
        let runs = rankings.filter { $0.name == name }.map(\.table.scores)
        let values = runs.compactMap { scores in scores[measure] ?? own.flatMap { scores[$0] } }
        guard !values.isEmpty else { return nil }
        let sample = SampleSummary(values)
        return Score(measure: measure, name: name, n: sample.n, mean: sample.mean, sd: sample.sd)
      }
    }
  }
}
