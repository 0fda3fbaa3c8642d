internal import GraphNetworks
internal import HDF5
import Testing

@Suite struct RankingTests {
  @Test func filteredRanksWithTiesEqualSorting() throws {
    let file = try HDF5File(reading: TuckERTests.fixture, name: "tucker.h5")
    let scores = try file.read("/ranks/scores", as: Float.self, shape: [40, 50])
    let known = try file.read("/ranks/known", as: UInt8.self, shape: [40, 50])
    let target = try file.read("/ranks/target", as: Int32.self, shape: [40])
    let ranks = (0..<40).map { row in
      scores.withUnsafeBufferPointer {
        RankingFilter.rank(
          of: Int(target[row]), scores: $0.baseAddress! + row * 50, count: 50,
          known: (0..<50).filter { known[row * 50 + Int($0)] != 0 })
      }
    }
    let best = try file.read("/ranks/optimistic", as: Int32.self, shape: [40])
    let worst = try file.read("/ranks/pessimistic", as: Int32.self, shape: [40])
    #expect(ranks == zip(best, worst).map { Rank(optimistic: Int($0), pessimistic: Int($1)) })
    for ties in TieRule.allCases {
      let metrics = RankingMetrics(ranks, ties: ties)
      let expected = try file.read("/ranks/metrics/\(ties.rawValue)", as: Double.self, shape: [5])
      for (found, expected) in zip([metrics.reciprocal] + metrics.hits + [metrics.mean], expected) {
        #expect(abs(found - expected) < 1e-12 * max(1, expected))
      }
    }
  }

  @Test func longRowsAreCountedInFull() {
    let scores = (0..<20_000).map { Float($0 % 4) }
    let rank = RankingFilter.rank(of: 2, scores: scores, count: scores.count, known: [2, 3, 6])
    // 5000 threes but one known, and 5000 twos of which one is the target and one known.
    #expect(rank == Rank(optimistic: 5000, pessimistic: 9998))
  }

  @Test func reportsCoverBothDirections() {
    let report = RankingReport(
      tails: [Rank(optimistic: 1, pessimistic: 1)], heads: [Rank(optimistic: 2, pessimistic: 6)])
    #expect(report.rows.count == 9)
    #expect(report.main.count == 2 && report.main.reciprocal == (1 + 0.25) / 2)
    #expect(
      report.tsv.hasPrefix(
        "direction\tties\tn\tmrr\thits@1\thits@3\thits@10\tmean_rank\nboth\trealistic\t2\t0.625\t0.5\t0.5\t1.0\t2.5\n"
      ))
    #expect(report.jsonLines[3].hasPrefix(#"{"direction":"tail","ties":"realistic","n":1,"mrr":1.0,"#))
  }
}
