internal import CKernels

/// The filtered ranking of Bordes et al. (NeurIPS 2013): other true answers do not compete.
package enum RankingFilter {
  /// The rank of `target` among n scores.
  /// - Parameter known: true answers, with or without the target; each at most once.
  package static func rank(
    of target: Int, scores: UnsafePointer<Float>, count n: Int, known: some Sequence<Int32>
  ) -> Rank {
    var count = RankCount(scores[target])
    count.add(scores, n)
    for other in known where Int(other) != target { count.leaveOut(scores[Int(other)]) }
    return count.rank
  }
}

/// How many candidates score above a true one, or as it does, counted part by part.
struct RankCount: Sendable {
  private let score: Float
  private var above: Int64 = 0
  /// With the true one itself.
  private var equal: Int64 = 0

  init(_ score: Float) { self.score = score }

  /// Counts n candidates.
  mutating func add(_ scores: UnsafePointer<Float>, _ n: Int) {
    var (above, equal): (Int64, Int64) = (0, 0)
    kn_count_above(n, scores, score, &above, &equal)
    self.above += above
    self.equal += equal
  }

  /// Takes back a candidate that is true as well.
  mutating func leaveOut(_ other: Float) {
    if other > score { above -= 1 }
    if other == score { equal -= 1 }
  }

  /// Adds what another count has come to.
  mutating func add(_ other: RankCount) {
    above += other.above
    equal += other.equal
  }

  var rank: Rank { Rank(optimistic: Int(above) + 1, pessimistic: Int(above + equal)) }
}
