internal import Support

/// Two-sided tests of paired differences against none.
package enum PairedTests {
  /// p of Student's t (scipy.stats.ttest_rel); NaN for fewer than two differences or ones without spread.
  package static func studentT(_ differences: [Double]) -> Double {
    let sample = SampleSummary(differences)
    let n = Double(sample.n)
    guard let variance = sample.variance, variance > 0 else { return .nan }
    return StudentT.twoSided(sample.mean / (variance / n).squareRoot(), degrees: n - 1)
  }

  /// p of the sum under random signs (Fisher 1935): of all signs where those are at most `permutations`, else
  /// of so many draws with the one observed (scipy.stats.permutation_test of paired samples); NaN for no
  /// differences.
  package static func signFlip(_ differences: [Double], permutations: Int, seed: UInt64, item: UInt64 = 0)
    -> Double
  {
    guard !differences.isEmpty, differences.allSatisfy(\.isFinite) else { return .nan }
    let observed = differences.reduce(0, +)
    // Sums that only rounding tells apart are equal.
    let slack = differences.reduce(0) { $0 + abs($1) } * 1e-14
    let isExact = differences.count < 60 && 1 << differences.count <= permutations
    let draws = isExact ? 1 << differences.count : permutations
    var random = Philox(seed: seed, "sign flips", item)
    var less = 0
    var greater = 0
    for draw in 0..<draws {
      var sum = 0.0
      var bits = UInt64(draw)
      for (index, difference) in differences.enumerated() {
        if !isExact && index % 64 == 0 { bits = random.next() }
        sum += bits & 1 == 0 ? difference : -difference
        bits >>= 1
      }
      if sum <= observed + slack { less += 1 }
      if sum >= observed - slack { greater += 1 }
    }
    let extra = isExact ? 0 : 1
    return min(1, 2 * Double(min(less, greater) + extra) / Double(draws + extra))
  }
}
