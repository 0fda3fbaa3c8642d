internal import Evaluation
internal import Support
internal import TestSupport
import Testing

@Suite struct CrossConformalTests {
  private struct Case {
    let residuals: [Double]
    let folds: [Int]
    /// Folds × regions.
    let predictions: [[Double]]
    var conformal: CrossConformal {
      CrossConformal(residuals: residuals, folds: folds, foldCount: predictions.count)
    }
  }

  private static func rows(_ values: [Double], of width: Int) -> [[Double]] {
    stride(from: 0, to: values.count, by: width).map { Array(values[$0..<($0 + width)]) }
  }

  @Test(arguments: ["cv_plus", "blocks", "jackknife_plus", "split"])
  func intervalsAgreeWithMAPIE(name: String) throws {
    let fixture = try NumericFixture("conformal.h5")
    let own = Case(
      residuals: try fixture.doubles("\(name)/residuals"),
      folds: try fixture.indices("\(name)/folds").map(Int.init),
      predictions: Self.rows(try fixture.doubles("\(name)/predictions"), of: 25))
    let bounds = Self.rows(try fixture.doubles("\(name)/bounds"), of: 25)
    for (number, level) in try fixture.doubles("levels").enumerated() {
      let intervals = own.conformal.intervals(own.predictions, level: level)
      expectClose(intervals.map(\.low), bounds[2 * number], within: 1e-9, "low \(level)")
      expectClose(intervals.map(\.high), bounds[2 * number + 1], within: 1e-9, "high \(level)")
    }
  }

  /// As the paper writes it: all n values of a region, sorted.
  private static func defined(
    _ own: Case, _ region: Int, scales: [[Double]], rank: Int
  ) -> PredictionInterval {
    func value(_ index: Int, _ sign: Double) -> Double {
      let fold = own.folds[index]
      let value = own.predictions[fold][region] + sign * scales[fold][region] * own.residuals[index]
      return value.isNaN ? sign * .infinity : value
    }
    let lows = own.residuals.indices.map { value($0, -1) }.sorted()
    let highs = own.residuals.indices.map { value($0, 1) }.sorted()
    return PredictionInterval(low: lows[own.residuals.count - rank], high: highs[rank - 1])
  }

  private static func drawn(_ count: Int, folds: Int, seed: UInt64) -> (Case, scales: [[Double]]) {
    var random = Philox(seed: seed, "conformal")
    // Rounded, so that many are equal.
    let residuals = (0..<count).map { _ in (abs(random.normal()) * 8).rounded() / 8 }
    let members = (0..<count).map { _ in random.index(below: folds) }
    func table(_ value: (inout Philox) -> Double) -> [[Double]] {
      (0..<folds).map { _ in (0..<6).map { _ in value(&random) } }
    }
    let predictions = table { ($0.normal() * 4).rounded() / 4 }
    return (
      Case(residuals: residuals, folds: members, predictions: predictions), table { 0.25 + abs($0.normal()) }
    )
  }

  @Test(arguments: [(1, 4), (2, 30), (5, 100), (7, 9), (40, 40), (12, 3)])
  func scaledIntervalsAreThoseOfTheDefinition(folds: Int, count: Int) {
    for seed in 0..<20 {
      let (own, scales) = Self.drawn(count, folds: folds, seed: UInt64(seed))
      for rank in 1...count {
        // A level with this rank.
        let level = (Double(rank) - 0.5) / Double(count + 1)
        let intervals = own.conformal.intervals(own.predictions, scales: scales, level: level)
        for region in 0..<6 {
          #expect(intervals[region] == Self.defined(own, region, scales: scales, rank: rank))
        }
      }
    }
  }

  /// .9 · 10, .95 · 20 and .7 · 10 are whole, also where doubles say otherwise.
  @Test func levelsAreDecimal() {
    let expected = [(0.9, 9), (0.95, 19), (0.5, 1), (0.99, 99), (0.8, 4), (0.7, 3), (0.6, 2), (0.3, 1)]
    for (level, count) in expected {
      #expect(CrossConformal.leastCount(level: level) == count, "\(level)")
    }
    // Ten scores at .7: the eighth of the ten, for .7 · 11 = 7.7; nine of them: the seventh, for .7 · 10 = 7.
    for (count, expected) in [(10, 8.0), (9, 7)] {
      let one = CrossConformal(
        residuals: (1...count).map(Double.init), folds: [Int](repeating: 0, count: count), foldCount: 1)
      #expect(
        one.interval([100], level: 0.7) == PredictionInterval(low: 100 - expected, high: 100 + expected))
    }
  }

  @Test func tooFewRegionsBoundNothingAndSayWhy() {
    let folds = (0..<10).map { $0 % 2 }
    let few = CrossConformal(
      residuals: folds.prefix(8).map(Double.init), folds: Array(folds.prefix(8)), foldCount: 2)
    #expect(few.interval([1, 2], level: 0.9) == .unbounded)
    let words = "bounds of level 0.9 need 9 labelled regions with an out-of-fold prediction"
    #expect(few.shortfall(level: 0.9) == "\(words), not 8")
    #expect(few.interval([1, 2], level: 0.8).width.isFinite)
    let ten = CrossConformal(residuals: folds.map(Double.init), folds: folds, foldCount: 2)
    #expect(
      ten.interval([1, 2], level: 0.9).width.isFinite && ten.ownMargins(level: 0.9) == [.infinity, .infinity])
    #expect(ten.shortfall(level: 0.9) == "\(words) beside those of a region's own fold, not 5")
    #expect(ten.shortfall(level: 0.8) == nil)
    let none = CrossConformal(residuals: [], folds: [], foldCount: 3)
    #expect(none.interval([.nan, 1, 2], level: 0.01) == .unbounded && none.shortfall(level: 0.5) != nil)
  }

  /// What is not a number is as far out as anything, and folds without scores do not matter.
  @Test func whatIsUndefinedWidens() {
    let folds = (0..<20).map { $0 % 4 }
    let residuals = (0..<20).map { Double($0) }
    let clean = CrossConformal(residuals: residuals, folds: folds, foldCount: 5)
    #expect(clean.interval([0, 0, 0, 0, .nan], level: 0.9) == PredictionInterval(low: -18, high: 18))
    #expect(clean.interval([0, .nan, 0, 0, 0], level: 0.9) == .unbounded)
    // Five of twenty are beyond, so the level .7 needs all of the others.
    #expect(clean.interval([0, 0, 0, .nan, 0], level: 0.7) == PredictionInterval(low: -18, high: 18))
    #expect(clean.interval([.infinity, 0, 0, 0, 0], level: 0.9).high == .infinity)
    var broken = residuals
    broken[3] = .nan
    broken[4] = .infinity
    let wide = CrossConformal(residuals: broken, folds: folds, foldCount: 5)
    #expect(wide.interval([0, 0, 0, 0, 0], level: 0.95) == .unbounded)
    #expect(wide.interval([0, 0, 0, 0, 0], level: 0.8) == PredictionInterval(low: -18, high: 18))
    #expect(wide.interval([-.infinity, 0, 0, 0, 0], level: 0.8).low == -.infinity)
  }

  @Test(arguments: [2, 5, 30]) func ownMarginsLookAtOtherFoldsAlone(folds: Int) {
    let (own, _) = Self.drawn(60, folds: folds, seed: 3)
    for level in [0.1, 0.5, 0.8, 0.9] {
      let margins = own.conformal.ownMargins(level: level)
      for fold in 0..<folds {
        let others = own.residuals.indices.filter { own.folds[$0] != fold }.map { own.residuals[$0] }.sorted()
        let rank = Int((level * Double(others.count + 1) - 1e-9).rounded(.up))
        #expect(margins[fold] == (rank > others.count ? .infinity : others[rank - 1]))
      }
    }
  }

  /// One model's residuals: as many of its own regions are within the margin as the level says.
  @Test func aSingleFoldCoversItsOwnRegions() {
    for count in [2, 9, 10, 11, 60] {
      let residuals = (0..<count).map { Double(($0 * 7) % count) }
      let one = CrossConformal(residuals: residuals, folds: residuals.map { _ in 0 }, foldCount: 1)
      for level in [0.5, 0.8, 0.9] {
        let margin = one.ownMargins(level: level)[0]
        let covered = residuals.count { $0 <= margin }
        let wanted = Int((level * Double(count) - 1e-9).rounded(.up))
        #expect(covered == wanted || (wanted == count && margin == .infinity), "\(count), \(level)")
      }
    }
  }

  /// 400 draws of 50 regions and one more: the share of draws that hold it, within five standard errors.
  @Test(arguments: [5, 50]) func aNewRegionIsCoveredAsPromised(folds: Int) {
    var covered = 0
    for draw in 0..<400 {
      var random = Philox(seed: UInt64(draw), "coverage")
      let values = (0..<51).map { _ in random.normal() }
      let members = (0..<50).map { $0 % folds }
      // The model is the mean of the other folds.
      let means = (0..<folds).map { fold -> Double in
        let others = members.indices.filter { members[$0] != fold }
        return others.reduce(0) { $0 + values[$1] } / Double(others.count)
      }
      let residuals = members.indices.map { abs(values[$0] - means[members[$0]]) }
      let conformal = CrossConformal(residuals: residuals, folds: members, foldCount: folds)
      if conformal.interval(means, level: 0.9).contains(values[50]) { covered += 1 }
    }
    #expect(abs(Double(covered) / 400 - 0.9) < 5 * (0.9 * 0.1 / 400).squareRoot(), "\(covered)")
  }

  @Test func aUnionHoldsEveryRun() {
    let runs = [(1.0, 2.0), (0.5, 1.5), (1.2, 3.0)].map { PredictionInterval(low: $0.0, high: $0.1) }
    #expect(PredictionInterval.union(runs) == PredictionInterval(low: 0.5, high: 3))
    #expect(PredictionInterval.union(runs + [.unbounded]) == .unbounded)
    #expect(PredictionInterval.union([]) == .unbounded)
    #expect(runs[0].mapped { $0 * 10 } == PredictionInterval(low: 10, high: 20))
  }
}
