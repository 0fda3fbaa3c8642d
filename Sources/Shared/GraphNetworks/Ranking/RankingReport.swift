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
  }

  package let rows: [Row]

  /// - Parameters:
  ///   - tails: ranks of true tails, one a fact.
  ///   - heads: ranks of true heads.
  package init(tails: [Rank], heads: [Rank]) {
    rows = Direction.allCases.flatMap { direction in
      let ranks =
        switch direction {
        case .both: tails + heads
        case .tail: tails
        case .head: heads
        }
      return TieRule.allCases.map {
        Row(direction: direction, ties: $0, metrics: RankingMetrics(ranks, ties: $0))
      }
    }
  }

  /// Both directions, realistic ties.
  package var main: RankingMetrics { rows[0].metrics }

  package static let columns =
    ["direction", "ties", "n", "mrr"] + RankingMetrics.cutoffs.map { "hits@\($0)" } + ["mean_rank"]

  /// The table as lines of tab-separated text, with a heading.
  package var tsv: String {
    let lines = rows.map { row in
      let numbers = [row.metrics.reciprocal] + row.metrics.hits + [row.metrics.mean]
      return ([row.direction.rawValue, row.ties.rawValue, "\(row.metrics.count)"] + numbers.map { "\($0)" })
        .joined(separator: "\t")
    }
    return ([Self.columns.joined(separator: "\t")] + lines).joined(separator: "\n") + "\n"
  }

  /// One JSON object a row.
  package var jsonLines: [String] {
    rows.map { row in
      let numbers = [row.metrics.reciprocal] + row.metrics.hits + [row.metrics.mean]
      let pairs = zip(Self.columns.dropFirst(3), numbers).map { "\"\($0)\":\($1)" }
      return "{\"direction\":\"\(row.direction.rawValue)\",\"ties\":\"\(row.ties.rawValue)\","
        + "\"n\":\(row.metrics.count)," + pairs.joined(separator: ",") + "}"
    }
  }
}
