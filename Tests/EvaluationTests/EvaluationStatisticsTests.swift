internal import Evaluation
import Foundation
internal import Prediction
internal import Statistics
internal import Support
internal import Tables
internal import TestSupport
import Testing

@Suite struct EvaluationStatisticsTests {
  /// Predicts the labels, those of `from...` off by a number that depends on the run.
  private struct Off: Predictor {
    let validation = ValidationUse.none
    let dependsOnSeed = true
    let labels: [Double]
    let by: Double

    func fit(_ inputs: PredictorInputs, labels _: [Double], fold: Fold, seed: UInt64, item: UInt64)
      -> any FittedPredictor
    {
      var random = Philox(seed: seed, "off")
      let predictions = labels.map { $0 + by * random.normal() }
      return Told { predictions[$0] }
    }
  }

  private static let values = (0..<40).map { exp(sin(Double($0))) + Double($0 % 7) }

  private func city(plan: EvaluationPlan, offs: [Double]) throws -> EvaluatedCity {
    let labels = Self.values.map { log1p($0) }
    let tasks = offs.enumerated().map {
      Evaluation.Task(
        label: ["base+m", "base@x+m", "other+m"][$0], indicator: "pop", values: Self.values,
        Off(labels: labels, by: $1))
    }
    let seeds: [UInt64] = [1, 2, 3]
    return EvaluatedCity(
      ids: (0..<40).map { "r\($0)" },
      coordinates: (0..<40).map { SIMD2(Double($0 % 8) * 0.01, Double($0 / 8) * 0.01) }, plan: plan,
      seeds: seeds, split: "s", results: try Evaluation(plan: plan, seeds: seeds).run(tasks))
  }

  private static let folds = EvaluationPlan.crossValidation(
    units: (0..<40).map { [$0] }, folds: 4, validation: 0.25)

  @Test func rowsAreTheScoresUnlessMoreIsAskedFor() throws {
    let city = try city(plan: Self.folds, offs: [0.1, 0.3])
    let rows = EvaluationStatistics().rows(city)
    #expect(
      rows.map { $0.map(\.line) }
        == city.results.map { MetricRow.rows($0, split: "s").map(\.line) })
    #expect(rows[0].allSatisfy { $0.low == nil && $0.high == nil })
  }

  @Test func intervalsHoldTheScoresAndNarrowWithConfidence() throws {
    let city = try city(plan: Self.folds, offs: [0.3])
    func row(_ confidence: Double) -> MetricRow? {
      EvaluationStatistics(bootstrap: ScoreBootstrap(resamples: 400, confidence: confidence, seed: 1))
        .rows(city)[0].first { $0.metric == "r2" && $0.split == "s/test" }
    }
    let (wide, narrow) = (try #require(row(0.95)), try #require(row(0.5)))
    let mean = try #require(wide.mean)
    let bounds = [wide.low, narrow.low, mean, narrow.high, wide.high].compactMap { $0 }
    #expect(bounds.count == 5 && bounds == bounds.sorted() && Set(bounds).count == 5, "\(bounds)")
    #expect(wide.lineWithInterval == "\(wide.line)\t\(bounds[0])\t\(bounds[4])")
    let rows = EvaluationStatistics(bootstrap: ScoreBootstrap(resamples: 50, seed: 1)).rows(city)[0]
    #expect(
      rows.allSatisfy {
        ($0.low != nil) == ($0.split == "s/test" && $0.metric != "regions" && $0.metric != "mape_skipped")
      })
  }

  @Test func intervalsAgreeWithSciPy() throws {
    let fixture = try NumericFixture("evaluation.h5")
    let values = try fixture.doubles("bootstrap/truth").map { expm1($0) }
    let task = Evaluation.Task(
      label: "m", values: values, Off(labels: try fixture.doubles("bootstrap/predicted"), by: 0))
    let plan = EvaluationPlan.fixed(Fold(train: [0], validation: [], test: Array(0..<80)))
    let city = EvaluatedCity(
      ids: [], coordinates: [], plan: plan, seeds: [1], split: "s",
      results: try Evaluation(plan: plan, seeds: [1]).run([task]))
    let row = EvaluationStatistics(bootstrap: ScoreBootstrap(resamples: 9999, seed: 1)).rows(city)[0]
      .first { $0.metric == "r2" && $0.split == "s/test" }
    let expected = try fixture.doubles("bootstrap/r2")
    let tolerance = 0.03 * (expected[1] - expected[0])
    #expect(abs((row?.low ?? 9) - expected[0]) < 2 * tolerance, "\(row?.low ?? 9), \(expected[0])")
    #expect(abs((row?.high ?? 9) - expected[1]) < tolerance, "\(row?.high ?? 9), \(expected[1])")
  }

  /// Errors that a block shares make its regions count for less: intervals of resampled blocks are wider.
  @Test func blocksAreResampledWhole() throws {
    func width(_ units: [[Int]]) throws -> Double {
      let plan = EvaluationPlan.crossValidation(units: units, folds: 2, validation: 0.25)
      let labels = Self.values.map { log1p($0) }
      let shared = labels.indices.map { labels[$0] + (($0 / 10) % 2 == 0 ? 0.05 : 0.5) }
      let task = Evaluation.Task(
        label: "m", indicator: "pop", values: Self.values, Off(labels: shared, by: 0))
      let city = EvaluatedCity(
        ids: (0..<40).map { "r\($0)" }, coordinates: [], plan: plan, seeds: [1], split: "s",
        results: try Evaluation(plan: plan, seeds: [1]).run([task]))
      let row = EvaluationStatistics(bootstrap: ScoreBootstrap(resamples: 400, seed: 1)).rows(city)[0]
        .first { $0.metric == "mae" && $0.split == "s/test" }
      return (row?.high ?? .nan) - (row?.low ?? .nan)
    }
    let single = try width((0..<40).map { [$0] })
    let blocks = try width((0..<4).map { Array(($0 * 10)..<($0 * 10 + 10)) })
    #expect(blocks > 2 * single && single > 0, "\(single), \(blocks)")
  }

  @Test func comparisonsAreWithTheirBaseline() throws {
    let city = try city(plan: Self.folds, offs: [0.1, 0.4, 0.1])
    let statistics = EvaluationStatistics(
      bootstrap: ScoreBootstrap(resamples: 200, seed: 1), baselines: ["base", "other+m"])
    let rows = statistics.rows(city)
    func row(_ task: Int, _ metric: String) -> MetricRow? { rows[task].first { $0.metric == metric } }
    // The worse variant is worse in every run and on most regions.
    let gain = try #require(row(1, "r2_gain:base"))
    #expect(gain.n == 3 && gain.split == "s/test" && (gain.high ?? 1) < 0)
    let scores = try (0..<3).map { run in
      try #require(city.results[1].scores[run][.test]).transformed.r2
        - (try #require(city.results[0].scores[run][.test]).transformed.r2)
    }
    #expect(abs((gain.mean ?? 9) - scores.reduce(0, +) / 3) < 1e-12)
    #expect(row(1, "p_ttest:base")?.mean == PairedTests.studentT(scores))
    #expect(try #require(row(1, "p_signflip:base")?.mean) < 0.01)
    #expect(row(1, "p_signflip:base")?.sd == nil)
    // A result has nothing to say of itself; equal ones do not differ.
    #expect(row(0, "r2_gain:base") == nil && row(2, "r2_gain:other+m") == nil)
    #expect(row(2, "p_signflip:base")?.mean == 1 && row(2, "r2_gain:base")?.mean == 0)
    #expect(row(2, "p_ttest:base") != nil && row(2, "p_ttest:base")?.mean == nil)
  }

  @Test func moranIsOfTheTestResiduals() throws {
    let fixed = EvaluationPlan.fixed(
      Fold(train: Array(0..<10), validation: [], test: Array(10..<40)))
    let city = try city(plan: fixed, offs: [0.3])
    let rows = EvaluationStatistics(moranNeighbours: 3, permutations: 99).rows(city)[0]
    func row(_ metric: String) -> MetricRow? { rows.first { $0.metric == metric } }
    let moran = MoranI(Array(city.coordinates[10...]), neighbours: 3)
    let values = city.results[0].predictions.map { run in
      moran((10..<40).map { log1p(Self.values[$0]) - run[$0] })
    }
    #expect(abs((row("moran_i")?.mean ?? 9) - values.reduce(0, +) / 3) < 1e-12)
    #expect((row("moran_i")?.sd ?? 0) > 0 && row("moran_i")?.n == 3)
    #expect(row("moran_i_expected")?.mean == -1.0 / 29)
    #expect(try #require(row("p_moran")?.mean) > 0.02)
    var lost = city
    lost.coordinates = []
    let none = EvaluationStatistics(moranNeighbours: 3, permutations: 99).rows(lost)[0]
    #expect(none.first { $0.metric == "moran_i" }?.mean == nil)
  }

  @Test(arguments: [true, false]) func transferTestsAllOfTheOtherCity(hasFolds: Bool) throws {
    let source =
      hasFolds
      ? Self.folds
      : .fixed(Fold(train: Array(0..<20), validation: Array(20..<30), test: Array(30..<40)))
    let plan = EvaluationPlan.transfer(source, sources: 40, targets: 6)
    for seed: UInt64 in [1, 2] {
      let folds = plan.folds(seed: seed)
      #expect(folds.count == 1 && folds[0].test == Array(40..<46))
      #expect((folds[0].train + folds[0].validation).sorted() == Array(0..<(hasFolds ? 40 : 30)))
      #expect(folds[0].validation.count == 10 && folds[0].refitsWithValidation == hasFolds)
    }
    let values = Self.values + [1, 2, 3, 4, .nan, 6]
    let task = Evaluation.Task(label: "mean@b", values: values, MeanPredictor())
    let results = try Transfer(source: source, sources: 40, targets: 6).run([task], seeds: [1, 2])
    let known = hasFolds ? Self.values : Array(Self.values[..<20])
    let mean = known.reduce(0) { $0 + log1p($1) } / Double(known.count)
    // A region without a label is predicted, and not judged.
    #expect(results[0].predictions[1].allSatisfy { !$0.isNaN })
    #expect(abs(results[0].predictions[1][0] - mean) < 1e-12)
    #expect(results[0].scores[0].keys.sorted { $0.rawValue < $1.rawValue } == [.test])
    #expect(results[0].scores[0][.test]?.raw.count == 5)
    #expect(results[0].values.count == 6)
  }
}
