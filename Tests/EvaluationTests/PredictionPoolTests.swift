internal import Evaluation
import Foundation
internal import Prediction
internal import Support
internal import Tables
internal import TestSupport
import Testing

@Suite struct PredictionPoolTests {
  /// Regions a to f: labels 0, 1, 2, 4, 6, 11 (mean 4), predictions 1, 1, 3, 3, 8, 8.
  private static let truth = [0.0, 1, 2, 4, 6, 11]
  private static let predicted = [1.0, 1, 3, 3, 8, 8]
  private static let regions = ["a", "b", "c", "d", "e", "f"]

  private static func item(
    _ row: Int, features: String = "x", run: String = "1", scale: LabelTransform = .identity, off: Double = 0
  ) -> JudgedPrediction {
    JudgedPrediction(
      region: regions[row], indicator: "pop", features: features, run: run, scale: scale,
      truth: ValueOnBothScales(transformed: truth[row], on: scale),
      prediction: ValueOnBothScales(transformed: predicted[row] + off, on: scale))
  }

  private static func pool(_ items: [JudgedPrediction], _ selection: PredictionPool.Selection = .init())
    throws -> PredictionPool
  {
    var pool = PredictionPool(selection)
    for item in items { try pool.add(item, from: "t.tsv") }
    return pool
  }

  private static func scores(_ pool: PredictionPool, _ features: String = "x") throws -> [String: MetricRow] {
    let rows = ScoredCity(try pool.city(split: "s"), EvaluationStatistics()).rows
    #expect(rows.allSatisfy { $0.split == "s/test" })
    return Dictionary(uniqueKeysWithValues: rows.filter { $0.features == features }.map { ($0.metric, $0) })
  }

  /// Squared errors 1, 0, 1, 1, 4, 9 of 16 + 9 + 4 + 0 + 4 + 49 about the mean.
  @Test func scoresAreOfAllRegionsTogetherInWhateverOrderTheyCome() throws {
    let rows =
      [0, 1, 2, 3, 4, 5].map { Self.item($0) } + [5, 1, 3, 0, 4, 2].map { Self.item($0, run: "2", off: 1) }
    let scores = try Self.scores(Self.pool(rows))
    // Errors 2, 1, 2, 0, 3, −2 in the second run.
    let expected = [1 - 16.0 / 82, 1 - 22.0 / 82]
    let r2 = try #require(scores["r2"])
    #expect(abs((r2.mean ?? 9) - (expected[0] + expected[1]) / 2) < 1e-14 && r2.n == 2)
    #expect(abs((r2.sd ?? 9) - (expected[0] - expected[1]) / 2.squareRoot()) < 1e-14)
    #expect(scores["mae"]?.mean == (8.0 / 6 + 10.0 / 6) / 2)
    #expect(scores["r2_raw"]?.mean == r2.mean && scores["regions"]?.mean == 6)
    #expect(scores["mape_skipped"]?.mean == 1)
    for order in [rows.reversed(), rows.sorted { $0.region < $1.region }] {
      let again = try Self.scores(Self.pool(order))
      #expect(scores.mapValues(\.line) == again.mapValues(\.line))
    }
  }

  /// Groups of two: errors of the means −.5, 0 and .5, so that squared errors left are 2 · .25, 2 · 1 and 2 · 6.25.
  @Test func knownMeansOfGroupsLeaveWhatIsWithinThem() throws {
    let table =
      "region,county,county2\n" + Self.regions.enumerated().map { "\($1),g\($0 / 2),\($0)\n" }.joined()
    func groups(_ column: String) throws -> BlockTable {
      try BlockTable(DelimitedTable(parsing: Array(table.utf8), name: "g.csv"), column: column)
    }
    let rows = (0..<6).map { Self.item($0) } + (0..<6).map { Self.item($0, run: "2", off: 7) }
    var pool = try Self.pool(rows)
    try pool.shift(toMeansOf: groups("county"))
    let scores = try Self.scores(pool)
    #expect(abs((scores["r2"]?.mean ?? 9) - (1 - 15.0 / 82)) < 1e-14 && (scores["r2"]?.sd ?? 9) < 1e-14)
    #expect(abs((scores["rmse"]?.mean ?? 9) - 2.5.squareRoot()) < 1e-14)
    // Each region a group: nothing is left to predict.
    try pool.shift(toMeansOf: groups("county2"))
    #expect(try Self.scores(pool)["rmse"]?.mean == 0)
    // The scale of the labels is where means are known; own values follow.
    var other = try Self.pool((0..<6).map { Self.item($0, scale: .log1p, off: 0.5) })
    try other.shift(toMeansOf: groups("county2"))
    #expect(try Self.scores(other)["mae_raw"]?.mean == 0)
    var missing = try Self.pool(rows)
    let few = try DelimitedTable(parsing: Array("region,county\na,g\n".utf8), name: "few.csv")
    #expect(
      failureMessage { try missing.shift(toMeansOf: BlockTable(few, column: "county")) }
        == "65 few.csv: names no group of region b")
  }

  @Test func whatIsWantedCountsAlone() throws {
    let rows = (0..<6).map { Self.item($0) } + (0..<3).map { Self.item($0, features: "z") }
    let pool = try Self.pool(rows, .init(regions: ["a", "b", "d"], features: ["x"]))
    #expect(pool.features == ["x"] && pool.regions == ["a", "b", "d"])
    #expect(try Self.scores(pool)["regions"]?.mean == 3)
    #expect(
      failureMessage { try Self.pool(rows, .init(features: ["y"])).requireSelected() }
        == "65 no file has predictions of the features 'y'; they have x, z")
    #expect(
      failureMessage { try Self.pool(rows, .init(indicators: ["edu"])).requireSelected() }
        == "65 no file has predictions of the indicator 'edu'; they have pop")
    #expect(
      failureMessage { try Self.pool(rows, .init(regions: ["q"])).requireSelected() }
        == "65 no prediction of these regions, indicators and features is left to score")
    #expect(
      failureMessage { try Self.pool(rows).requireSameRegions() }
        == "65 z predicts pop of 3 regions (seed 1), where the files have 6; --bootstrap and --versus need the same regions everywhere"
    )
  }

  @Test func whatContradictsItselfIsRefused() throws {
    let first = Self.item(1)
    #expect(
      failureMessage { _ = try Self.pool([first, Self.item(2), first]) }
        == "65 t.tsv: predicts pop of region b by x again (seed 1); a region counts once")
    #expect(
      failureMessage { _ = try Self.pool([first, Self.item(1, features: "z", scale: .log1p)]) }
        == "65 t.tsv: has ln(1 + pop), where another file has pop")
    let other = JudgedPrediction(
      region: "b", indicator: "pop", features: "z", run: "1", scale: .identity,
      truth: ValueOnBothScales(raw: 1.1, on: .identity), prediction: ValueOnBothScales(raw: 1, on: .identity))
    #expect(
      failureMessage { _ = try Self.pool([first, other]) }
        == "65 t.tsv: knows pop of region b as 1.1, and another prediction as 1.0; are they on one scale?")
  }
}
