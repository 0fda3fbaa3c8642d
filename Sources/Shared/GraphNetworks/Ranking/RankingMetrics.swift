/// The rank of a true entity among the candidates, between the best and the worst place that equal
/// scores allow; 1 is best.
package struct Rank: Sendable, Equatable {
  package let optimistic: Int
  package let pessimistic: Int

  package init(optimistic: Int, pessimistic: Int) {
    self.optimistic = optimistic
    self.pessimistic = pessimistic
  }

  package func value(_ ties: TieRule) -> Double {
    switch ties {
    case .realistic: Double(optimistic + pessimistic) / 2
    case .optimistic: Double(optimistic)
    case .pessimistic: Double(pessimistic)
    }
  }
}

/// Where a true entity stands among others with its score (Berrendorf et al., 2020): in their middle,
/// before or behind them.
package enum TieRule: String, Sendable, CaseIterable {
  case realistic, optimistic, pessimistic
}

/// Means over ranks, as link prediction reports them.
package struct RankingMetrics: Sendable, Equatable {
  static let cutoffs = [1, 3, 10]

  package let count: Int
  /// Mean reciprocal rank.
  package let reciprocal: Double
  /// Fraction of ranks at most 1, 3, 10.
  package let hits: [Double]
  package let mean: Double

  /// NaN throughout where there are no ranks.
  package init(_ ranks: [Rank], ties: TieRule = .realistic) {
    let values = ranks.map { $0.value(ties) }
    let n = Double(values.count)
    count = values.count
    reciprocal = values.reduce(0) { $0 + 1 / $1 } / n
    hits = Self.cutoffs.map { cutoff in Double(values.count { $0 <= Double(cutoff) }) / n }
    mean = values.reduce(0, +) / n
  }

  /// All of them, under the names of columns.
  var numbers: [(column: String, value: Double)] {
    [("mrr", reciprocal)] + zip(Self.cutoffs, hits).map { ("hits@\($0)", $1) } + [("mean_rank", mean)]
  }
}
