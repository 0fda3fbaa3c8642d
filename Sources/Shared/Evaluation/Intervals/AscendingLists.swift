/// Lists that ascend, each with a shift and a positive factor of its own: pₖ + sₖ·rₖⱼ. Their order statistics
/// are found without putting them into one.
struct AscendingLists {
  let lists: [[Double]]
  let shifts: [Double]
  let factors: [Double]

  /// What is undefined (∞ − ∞, or a shift that is not a number) counts as beyond all numbers.
  private func value(_ list: Int, _ index: Int) -> Double {
    let value = shifts[list] + factors[list] * lists[list][index]
    return value.isNaN ? .infinity : value
  }

  private struct Candidates {
    let list: Int
    var range: Range<Int>
  }

  /// The element of a rank among all, from 1 for the least.
  ///
  /// Quickselect, whose pivot is the weighted median of the lists' medians: a quarter of the candidates goes
  /// in each round, so K lists of n elements in all take O(K log K log n) steps, and n lists of one O(n log n).
  func element(rank: Int) -> Double {
    var candidates = lists.indices.map { Candidates(list: $0, range: lists[$0].indices) }
    var rank = rank
    while true {
      candidates.removeAll { $0.range.isEmpty }
      precondition(!candidates.isEmpty && rank > 0, "a rank among the elements")
      let pivot = medianOfMedians(candidates)
      let bounds = candidates.map { own in
        (
          below: own.range.first(from: { value(own.list, $0) >= pivot }),
          through: own.range.first(from: { value(own.list, $0) > pivot })
        )
      }
      let below = zip(candidates, bounds).reduce(0) { $0 + $1.1.below - $1.0.range.lowerBound }
      let through = zip(candidates, bounds).reduce(0) { $0 + $1.1.through - $1.0.range.lowerBound }
      if rank > below && rank <= through { return pivot }
      for index in candidates.indices {
        let range = candidates[index].range
        candidates[index].range =
          rank <= below
          ? range.lowerBound..<bounds[index].below : bounds[index].through..<range.upperBound
      }
      if rank > through { rank -= through }
    }
  }

  private func medianOfMedians(_ candidates: [Candidates]) -> Double {
    let medians = candidates.map { own in
      (value: value(own.list, (own.range.lowerBound + own.range.upperBound) / 2), weight: own.range.count)
    }.sorted { $0.value < $1.value }
    var left = medians.reduce(0) { $0 + $1.weight } / 2
    for median in medians {
      left -= median.weight
      if left < 0 { return median.value }
    }
    return medians[medians.count - 1].value
  }
}

extension Range<Int> {
  /// The first index where a condition holds that holds from some index on; the upper bound where it never does.
  func first(from condition: (Int) -> Bool) -> Int {
    var (low, high) = (lowerBound, upperBound)
    while low < high {
      let middle = low + (high - low) / 2
      if condition(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
