internal import Evaluation
internal import Prediction
internal import Support
internal import Tables
internal import TestSupport
import Testing

@Suite struct EvaluationTests {
  private static let plans = [
    EvaluationPlan.crossValidation(units: (0..<53).map { [$0] }, folds: 5, validation: 0.25),
    .crossValidation(
      units: stride(from: 0, to: 53, by: 4).map { Array($0..<min(53, $0 + 4)) }, folds: 3, validation: 0.2),
    .crossValidation(units: (0..<53).map { [$0] }, folds: 2, validation: 0.25),
  ]

  @Test(arguments: plans.indices) func foldsTestEveryRegionOnceAndKeepUnitsWhole(index: Int) throws {
    let plan = Self.plans[index]
    guard case .crossValidation(let units, let count, let share) = plan else { return }
    let folds = plan.folds(seed: 3)
    #expect(folds.count == count)
    #expect(folds.flatMap(\.test).sorted() == Array(0..<53))
    for fold in folds {
      #expect((fold.train + fold.validation + fold.test).sorted() == Array(0..<53))
      let training = Double(fold.train.count + fold.validation.count)
      #expect(abs(Double(fold.validation.count) / training - share) < 0.15)
      #expect(!fold.train.isEmpty)
      for unit in units {
        let homes = [fold.train, fold.validation, fold.test].filter { !Set($0).isDisjoint(with: unit) }
        #expect(homes.count == 1)
      }
    }
    let sizes = folds.map(\.test.count)
    #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= (units.map(\.count).max() ?? 0))
    // Single regions: the sizes of sklearn.model_selection.KFold.
    if units.count == 53 {
      #expect(sizes.sorted() == (0..<count).map { 53 / count + ($0 < 53 % count ? 1 : 0) }.sorted())
    }
    #expect(plan.folds(seed: 3) == folds)
    #expect(plan.folds(seed: 4) != folds)
  }

  /// sklearn.model_selection.GroupKFold gives blocks to folds by size; whole blocks in random order are
  /// nearly as even: no fold is larger than its largest by more than a block.
  @Test func unevenBlocksAreSharedOutEvenly() throws {
    let fixture = try NumericFixture("evaluation.h5")
    let labels = try fixture.indices("groups/labels").map { "b\($0)" }
    let best = try fixture.doubles("groups/largest_fold")[0]
    let units = SpatialBlocks.labelled(labels)
    let plan = EvaluationPlan.crossValidation(units: units, folds: 5, validation: 0.25)
    for seed: UInt64 in 1...20 {
      let folds = plan.folds(seed: seed)
      #expect(folds.flatMap(\.test).sorted() == Array(labels.indices))
      let largest = Double(folds.map(\.test.count).max() ?? 0)
      #expect(largest <= best + Double(units.map(\.count).max() ?? 0))
      for fold in folds {
        let parts = [fold.train, fold.validation, fold.test].map { Set($0.map { labels[$0] }) }
        #expect(parts[0].isDisjoint(with: parts[1]) && parts[1].isDisjoint(with: parts[2]))
        #expect(parts[0].isDisjoint(with: parts[2]))
      }
    }
  }

  @Test func gridCellsHoldTheirRegions() {
    let blocks = SpatialBlocks.grid(
      [SIMD2(0.01, 0.01), SIMD2(-0.01, 0.01), SIMD2(0.029, 0), SIMD2(0.03, 0.01)], size: 0.03)
    #expect(blocks == [[1], [0, 2], [3]])
    #expect(SpatialBlocks.labelled(["b", "a", "b"]) == [[1], [0, 2]])
  }

  /// Predicts the number of training regions, plus the seed.
  private struct Memory: Predictor {
    let validation: ValidationUse
    let dependsOnSeed = true

    func fit(_ inputs: PredictorInputs, labels: [Double], fold: Fold, seed: UInt64, item: UInt64)
      -> any FittedPredictor
    {
      Told { _ in Double(fold.train.count) + Double(seed) / 1000 }
    }
  }

  @Test func onlyEarlyStoppingGivesUpItsValidationPart() throws {
    let plan = Self.plans[0]
    let values = (0..<53).map { Double($0) }
    let tasks = [ValidationUse.stopping, .none].map {
      Evaluation.Task(label: "m", values: values, Memory(validation: $0))
    }
    let results = try Evaluation(plan: plan, seeds: [1, 2]).run(tasks)
    for (seed, run) in results[0].predictions.enumerated() {
      for fold in plan.folds(seed: UInt64(seed + 1)) {
        for row in fold.test {
          #expect(run[row] == Double(fold.train.count) + Double(seed + 1) / 1000)
          #expect(
            results[1].predictions[seed][row] == Double(53 - fold.test.count) + Double(seed + 1) / 1000)
        }
      }
    }
    #expect(results[0].scores[0][.test]?.raw.count == 53)
  }

  private struct Constant: Predictor {
    let validation = ValidationUse.none
    let dependsOnSeed: Bool
    let value: Double

    func fit(_ inputs: PredictorInputs, labels: [Double], fold: Fold, seed: UInt64, item: UInt64)
      -> any FittedPredictor
    {
      Told { _ in value + (dependsOnSeed ? Double(seed) : 0) }
    }
  }

  @Test(arguments: [false, true]) func runsTakeReplicatesInTurn(dependsOnSeed: Bool) throws {
    let replicates = [100.0, 200].map { Constant(dependsOnSeed: dependsOnSeed, value: $0) }
    let task = Evaluation.Task(label: "m", values: (0..<53).map(Double.init), replicates)
    let fixed = EvaluationPlan.fixed(
      Fold(train: Array(0..<30), validation: Array(30..<40), test: Array(40..<53)))
    for plan in [fixed, Self.plans[0]] {
      let result = try #require(Evaluation(plan: plan, seeds: [4, 5, 6, 7, 8]).run([task]).first)
      let seeds: [Double] = dependsOnSeed ? [4, 5, 6, 7, 8] : [0, 0, 0, 0, 0]
      for (run, value) in [100.0, 200, 100, 200, 100].enumerated() {
        #expect(result.predictions[run] == [Double](repeating: value + seeds[run], count: 53))
      }
      #expect(result.scores.count == 5)
    }
  }

  @Test func pooledScoresAreThoseOfTheOutOfFoldPredictions() throws {
    let values = (0..<53).map { Double($0 * $0 % 17) }
    let task = Evaluation.Task(label: "mean", values: values, MeanPredictor())
    let result = try #require(Evaluation(plan: Self.plans[0], seeds: [5]).run([task]).first)
    let expected = ScoresOnBothScales(values: values, predictions: result.predictions[0])
    #expect(abs((result.scores[0][.test]?.transformed.r2 ?? 9) - expected.transformed.r2) < 1e-12)
    #expect(abs((result.scores[0][.test]?.raw.mae ?? 9) - expected.raw.mae) < 1e-12)
    #expect(result.scores[0][.test]?.raw.zeroLabels == values.count { $0 == 0 })
  }

  @Test func regionsWithoutAValueAreLeftOut() throws {
    let fold = Fold(train: [0, 1], validation: [2], test: [3, 4])
    let task = Evaluation.Task(label: "mean", values: [1, .nan, 3, 4, .nan], MeanPredictor())
    let result = try #require(Evaluation(plan: .fixed(fold), seeds: [1, 2]).run([task]).first)
    #expect(result.scores.count == 2 && result.predictions.count == 2)
    #expect(result.scores[1][.test]?.raw.count == 1)
    #expect(result.predictions[0].map(\.isNaN) == [false, true, false, false, true])
    let none = Evaluation.Task(label: "mean", values: [.nan, .nan, 3, 4, 5], MeanPredictor())
    #expect(throws: Failure.self) { try Evaluation(plan: .fixed(fold), seeds: [1]).run([none]) }
  }
}
