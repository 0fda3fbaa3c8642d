/// Ranking metrics in both directions and under every treatment of ties.
package struct RankingReport: Sendable {
  /// Which entity was asked for.
  package enum Direction: String, Sendable, CaseIterable {
    case both, tail, head
  }

  package struct Row: Sendable {
    package let direction: Direction
    package let ties: TieRule
    package let metrics: RankingMetrics
    /// Among the entities of the answer's types alone, where that was ranked.
    package let typed: RankingMetrics?
    /// Among all entities, of a model that proposes none of another type.
    package let unconstrained: RankingMetrics?

    /// Everything that is measured, under its name.
    var numbers: [(column: String, value: Double)] {
      func named(_ metrics: RankingMetrics?, _ prefix: String) -> [(column: String, value: Double)] {
        metrics?.numbers.map { (prefix + $0.column, $0.value) } ?? []
      }
      return metrics.numbers + named(typed, "typed_") + named(unconstrained, "unconstrained_")
    }
  }

  package let rows: [Row]

  /// - Parameters:
  ///   - tails: ranks of true tails, one a fact.
  ///   - heads: ranks of true heads.
  ///   - typed: the same among the entities of the answer's types.
  ///   - unconstrained: the same among all, where `tails` and `heads` are of a model that keeps to types.
  package init(
    tails: [Rank], heads: [Rank], typed: (tails: [Rank], heads: [Rank])? = nil,
    unconstrained: LinkRanks.Unconstrained? = nil
  ) {
    rows = Direction.allCases.flatMap { direction in
      func chosen(_ tails: [Rank], _ heads: [Rank]) -> [Rank] {
        switch direction {
        case .both: tails + heads
        case .tail: tails
        case .head: heads
        }
      }
      return TieRule.allCases.map { ties in
        Row(
          direction: direction, ties: ties, metrics: RankingMetrics(chosen(tails, heads), ties: ties),
          typed: typed.map { RankingMetrics(chosen($0.tails, $0.heads), ties: ties) },
          unconstrained: unconstrained.map { RankingMetrics(chosen($0.tails, $0.heads), ties: ties) })
      }
    }
  }

  package init(_ ranks: LinkRanks) {
    self.init(
      tails: ranks.tails, heads: ranks.heads, typed: (ranks.typedTails, ranks.typedHeads),
      unconstrained: ranks.unconstrained)
  }

  /// Both directions, realistic ties.
  package var main: RankingMetrics { rows[0].metrics }

  /// The same among the entities of the answer's types.
  package var mainTyped: RankingMetrics? { rows[0].typed }

  /// The same among all entities, of a model that proposes none of another type.
  package var mainUnconstrained: RankingMetrics? { rows[0].unconstrained }

  private var columns: [String] { ["direction", "ties", "n"] + rows[0].numbers.map(\.column) }

  /// The table as lines of tab-separated text, with a heading.
  package var tsv: String {
    let lines = rows.map { row in
      ([row.direction.rawValue, row.ties.rawValue, "\(row.metrics.count)"]
        + row.numbers.map { "\($0.value)" }).joined(separator: "\t")
    }
    return ([columns.joined(separator: "\t")] + lines).joined(separator: "\n") + "\n"
  }

  /// One JSON object a row.
  package var jsonLines: [String] {
    rows.map { row in
      let pairs = row.numbers.map { "\"\($0.column)\":\($0.value)" }
      return "{\"direction\":\"\(row.direction.rawValue)\",\"ties\":\"\(row.ties.rawValue)\","
        + "\"n\":\(row.metrics.count)," + pairs.joined(separator: ",") + "}"
    }
  }
}
