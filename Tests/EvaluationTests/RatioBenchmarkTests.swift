internal import Evaluation
internal import Support
internal import TestSupport
import Foundation
import Testing

@Suite struct RatioBenchmarkTests {
  private typealias Region = RatioBenchmark.Region

  /// Regions of three groups with estimates over many magnitudes, people, and every fifth of them known.
  private static func regions(_ count: Int, keeping: Bool) -> [Region] {
    var random = Philox(seed: 5, "benchmark")
    return (0..<count).map { row in
      Region(
        "r\(row)", in: ["A", "B", "C"][row % 3], estimate: exp(random.normal() * 4),
        weight: Double(1 + random.index(below: 9000)), isKept: keeping && row % 5 == 0)
    }
  }

  @Test(arguments: RatioBenchmark.Measure.allCases, [false, true])
  func groupsAddUpToTheirTotals(measure: RatioBenchmark.Measure, keeping: Bool) throws {
    let regions = Self.regions(4000, keeping: keeping)
    let totals = ["A": 1e9, "B": 7_777_777_777.7, "C": 3e12]
    let factors = try RatioBenchmark(totals, measure, name: "t.csv").factors(regions)
    for (group, total) in totals {
      let rows = regions.indices.filter { regions[$0].group == group }
      let people = rows.reduce(0) { $0 + regions[$1].weight }
      let sum = rows.reduce(0) { $0 + regions[$1].weight * (regions[$1].estimate * factors[$1]) }
      let reached = measure == .sum ? sum : sum / people
      #expect(abs(reached - total) <= 1e-12 * total, "\(group): \(reached)")
      let scaled = Set(rows.filter { !regions[$0].isKept }.map { factors[$0] })
      #expect(scaled.count == 1 && scaled != [1])
      #expect(rows.filter { regions[$0].isKept }.allSatisfy { factors[$0] == 1 })
    }
  }

  @Test func aMeanIsWeightedByPeople() throws {
    let regions = [
      Region("a", in: "X", estimate: 0.2, weight: 100), Region("b", in: "X", estimate: 0.4, weight: 300),
    ]
    let factors = try RatioBenchmark(["X": 0.7], .mean, name: "t.csv").factors(regions)
    // (20 + 120) / 400 = .35 is to become .7.
    expectClose(factors, [2, 2], within: 1e-15, "factors")
    let people = try RatioBenchmark(["X": 70], .sum, name: "t.csv").factors(regions)
    expectClose(people, [0.5, 0.5], within: 1e-15, "factors")
  }

  @Test func intervalsAreScaledWithEstimates() {
    let interval = PredictionInterval(low: -1, high: 3)
    #expect(interval.scaled(by: 2) == PredictionInterval(low: -2, high: 6))
    #expect(PredictionInterval.unbounded.scaled(by: 2) == .unbounded)
    #expect(PredictionInterval.unbounded.scaled(by: 0) == PredictionInterval(low: 0, high: 0))
  }

  @Test func nothingOfNothingIsNothing() throws {
    func factors(_ estimates: [Double], total: Double, kept: Int = 0) throws -> [Double] {
      try RatioBenchmark(["X": total], .sum, name: "t").factors(
        estimates.enumerated().map {
          Region("r\($0.offset)", in: "X", estimate: $0.element, isKept: $0.offset < kept)
        })
    }
    #expect(try factors([0, 0], total: 0) == [1, 1])
    #expect(try factors([1, 2], total: 0) == [0, 0])
    // Known values make up the total: the others have no part of it, whatever rounding leaves.
    #expect(try factors([0.1, 0.2, 5], total: 0.3, kept: 2) == [1, 1, 0])
    #expect(try factors([0.1, 0.2], total: 0.3, kept: 2) == [1, 1])
  }

  private static func x(_ estimate: Double, weight: Double = 1, kept: Bool = false) -> Region {
    Region("r", in: "X", estimate: estimate, weight: weight, isKept: kept)
  }

  private static let refused: [([String: Double], [Region], String)] = [
    (["Y": 1], [x(1)], "has a total of Y, where no region is"),
    ([:], [x(1), x(1)], "has no total of X, where 2 regions are"),
    (["X": 5], [x(0), x(0)], "the estimates of X make 0.0, which no factor turns into 5.0"),
    (["X": 5], [x(1), x(-3)], "the estimates of X make -2.0, which no factor turns into 5.0"),
    (["X": 5], [x(1, weight: 0)], "the estimates of X make 0.0, which no factor turns into 5.0"),
    (["X": -5], [x(1)], "the total of X, -5.0, is negative"),
    (
      ["X": 5], [x(8, kept: true), x(1)],
      "the total of X, 5.0, is less than the 8.0 that its known values make"
    ),
    (
      ["X": 5], [x(4, kept: true)],
      "the known values of X make 4.0, not its total of 5.0, and leave nothing to scale"
    ),
    (["X": 5], [x(.nan)], "the total of X cannot be shared out: r has no estimate"),
    (["X": 5], [x(1, weight: -1)], "the total of X cannot be shared out: r has the weight -1.0"),
    (["X": 5], [x(1, weight: .nan)], "the total of X cannot be shared out: r has the weight nan"),
  ]

  @Test(arguments: refused.indices) func whatCannotAddUpIsNamed(number: Int) throws {
    let (totals, regions, message) = Self.refused[number]
    let benchmark = try RatioBenchmark(totals, .sum, name: "t.csv")
    #expect(throws: Failure.data("t.csv", message)) { try benchmark.factors(regions) }
  }

  @Test func aTotalIsANumber() {
    #expect(throws: Failure.data("t.csv", "the total of X is nan, where a number is needed")) {
      try RatioBenchmark(["X": .nan], .sum, name: "t.csv")
    }
  }
}
