internal import Evaluation
internal import Prediction
internal import Schemas
internal import Statistics
internal import Support
internal import TestSupport
import Foundation
import Testing

@Suite struct CoverageStudyTests {
  private static func plan(_ units: [[Int]], folds: Int = 5) -> EvaluationPlan {
    .crossValidation(units: units, folds: folds, validation: 0.25)
  }

  @Test func wholeBlocksAreHidden() throws {
    let units = (0..<30).map { unit in (0..<4).map { unit * 4 + $0 } }
    let plan = Self.plan(units)
    let draws = try (0..<8).map { try plan.hiding(0.3, seed: 5, draw: $0) }
    #expect(Set(draws.map(\.hidden)).count == 8)
    #expect(try plan.hiding(0.3, seed: 5, draw: 3).hidden == draws[3].hidden)
    for (rest, hidden) in draws {
      #expect(hidden.count == 36 && Set(hidden.map { $0 / 4 }).count == 9)
      let folds = rest.folds(seed: 1)
      #expect(folds.count == 5)
      let rows = folds.flatMap { $0.test }
      #expect(rows.count == 84 && Set(rows).isDisjoint(with: hidden))
      // No block is in two folds.
      let blocks = folds.map { Set($0.test.map { $0 / 4 }) }
      #expect(blocks.reduce(0) { $0 + $1.count } == 21)
    }
  }

  /// As many folds as blocks are left; one block cannot be folded.
  @Test func fewBlocksMakeFewFolds() throws {
    let plan = Self.plan((0..<10).map { [$0 * 2, $0 * 2 + 1] }, folds: 6)
    #expect(try plan.hiding(0.75, seed: 1, draw: 0).plan.folds(seed: 1).count == 2)
    let failure = #expect(throws: Failure.self) { try plan.hiding(0.9, seed: 1, draw: 0) }
    #expect(
      failure?.message == "with 0.9 of 20 regions hidden, 1 of 10 blocks are too few to fold",
      "\(failure?.message ?? "")")
  }

  /// The mean as model: every number of the row by hand.
  @Test func aRowIsWhatItsDrawsSay() throws {
    var random = Philox(seed: 4, "study")
    let values = (0..<60).map { _ in exp(random.normal()) + 1 }
    let labels = values.map { log1p($0) }
    let plan = Self.plan((0..<60).map { [$0] }, folds: 4)
    let task = Evaluation.Task(label: "mean", values: values, MeanPredictor())
    let study = CoverageStudy(
      plan: plan, shares: [0.4], draws: 3, seed: 9, settings: EstimateSettings(level: 0.8))
    let row = try #require(study.run([task], split: "folds").first)
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    var expected: [[Double]] = []
    for draw in 0..<3 {
      let (rest, hidden) = try plan.hiding(0.4, seed: 9, draw: draw)
      let folds = rest.folds(seed: 9 + UInt64(draw))
      let means = folds.map { fold in mean((fold.train + fold.validation).map { labels[$0] }) }
      let errors = zip(folds, means).flatMap { fold, mean in fold.test.map { labels[$0] - mean } }
      let owners = folds.indices.flatMap { number in folds[number].test.map { _ in number } }
      let rank = Int((0.8 * Double(errors.count + 1)).rounded(.up))
      let high = zip(errors, owners).map { means[$1] + abs($0) }.sorted()[rank - 1]
      let low = zip(errors, owners).map { means[$1] - abs($0) }.sorted()[errors.count - rank]
      let middle = mean(folds.flatMap { $0.test }.map { labels[$0] })
      let half = 1.2815515655446004 * mean(errors.map { $0 * $0 }).squareRoot()
      let truth = hidden.map { labels[$0] }
      let squares = truth.reduce(0) { $0 + ($1 - middle) * ($1 - middle) }
      let own = mean(truth)
      expected.append([
        mean(truth.map { $0 >= low && $0 <= high ? 1 : 0 }), high - low,
        mean(truth.map { abs($0 - middle) <= half ? 1 : 0 }), 2 * half,
        1 - squares / truth.reduce(0) { $0 + ($1 - own) * ($1 - own) },
      ])
    }
    let all = [row.coverage, row.width, row.normal_coverage, row.normal_width, row.r2]
    for (index, value) in all.enumerated() {
      expectClose([try #require(value)], [mean(expected.map { $0[index] })], within: 1e-9, "value \(index)")
    }
    #expect(row.coverage_min == expected.map { $0[0] }.min())
    #expect(row.n == 72 && row.draws == 3 && row.hidden == 0.4 && row.level == 0.8)
    #expect(row.inside == 1 && row.coverage_outside == nil)
    #expect(row.line.split(separator: "\t", omittingEmptySubsequences: false).count == 18)
    #expect(CoverageRow.header.split(separator: "\t").count == 18)
  }

  /// Bounds of 90 % by ridge and forest hold nine tenths of the hidden labels; the model's area is most of them.
  @Test(arguments: ["ridge", "random-forest"]) func boundsCoverAsPromised(kind: String) throws {
    var random = Philox(seed: 6, "covered")
    let x = (0..<(240 * 3)).map { _ in Float(random.normal()) }
    let values = (0..<240).map { exp(Double(x[$0 * 3]) + random.normal() * 0.5) }
    let table = EmbeddingTable(ids: (0..<240).map { "r\($0)" }, values: x, dimension: 3)
    let predictor = try #require(PredictorKind.named(kind)).predictor(
      PredictorSettings(["trees": "20"].filter { _ in kind == "random-forest" }),
      PredictorSubject(indicator: "i", dimension: 3))
    let task = Evaluation.Task(
      label: kind, indicator: "i", values: values,
      replicates: [Evaluation.Replicate(predictor, PredictorInputs(table))])
    let study = CoverageStudy(
      plan: Self.plan((0..<240).map { [$0] }), shares: [0.3], draws: 6, seed: 1, settings: EstimateSettings())
    let row = try #require(study.run([task], split: "folds").first)
    let coverage = try #require(row.coverage)
    #expect(abs(coverage - 0.9) < 0.05, "\(coverage)")
    #expect(try #require(row.known_coverage) > 0.85 && row.r2 ?? 0 > 0.3)
    #expect(try #require(row.inside) > 0.85)
  }

  /// scipy.stats.norm.ppf(0.5 + level / 2).
  @Test func normalQuantilesAgreeWithSciPy() {
    for (level, expected) in [
      (0.5, 0.6744897501960817), (0.8, 1.2815515655446004), (0.9, 1.6448536269514722),
      (0.95, 1.959963984540054), (0.99, 2.5758293035489004), (0.001, 0.0012533144654324165),
      (0.999999, 4.891638475671085),
    ] {
      expectClose([StandardNormal.twoSidedQuantile(level)], [expected], within: 1e-10, "\(level)")
    }
  }
}
