internal import CKernels

/// The filtered ranking of Bordes et al. (NeurIPS 2013): other true answers do not compete.
package enum RankingFilter {
  /// The rank of `target` among n scores.
  /// - Parameter known: true answers, with or without the target; each at most once.
  package static func rank(
    of target: Int, scores: UnsafePointer<Float>, count n: Int, known: some Sequence<Int32>
  ) -> Rank {
    let score = scores[target]
    var above: Int64 = 0
    var equal: Int64 = 0
    kn_count_above(n, scores, score, &above, &equal)
    equal -= 1  // the target itself
    for other in known where Int(other) != target {
      if scores[Int(other)] > score { above -= 1 }
      if scores[Int(other)] == score { equal -= 1 }
    }
    return Rank(optimistic: Int(above) + 1, pessimistic: Int(above + equal) + 1)
  }
}
