internal import Evaluation
internal import Prediction
internal import Tables
internal import TestSupport
import Testing

/// Folds that leave out what is near, against scikit-learn (`make_distance.py`).
@Suite struct DistanceTests {
  private let places: [SIMD2<Double>]
  private let plan: EvaluationPlan
  private let buffered: EvaluationPlan

  init() throws {
    let fixture = try NumericFixture("distance.h5")
    let flat = try fixture.doubles("places")
    places = (0..<60).map { SIMD2(flat[2 * $0], flat[2 * $0 + 1]) }
    let units = SpatialBlocks.labelled(try fixture.indices("groups").map { "g\($0)" })
    plan = .crossValidation(units: units, folds: units.count, validation: 0.25)
    buffered = .buffered(plan, FoldBuffer(places, metres: 3000))
  }

  @Test(arguments: [1, 7] as [UInt64]) func everyGroupIsAFoldAsInScikitLearn(seed: UInt64) throws {
    let fixture = try NumericFixture("distance.h5")
    let expected = try fixture.indices("fold")
    for (number, fold) in plan.folds(seed: seed).enumerated() {
      #expect(fold.test == (0..<60).filter { expected[$0] == number })
      #expect((fold.train + fold.validation).sorted() == (0..<60).filter { expected[$0] != number })
    }
  }

  @Test func aBufferLeavesOutWhatIsNearAndTestsTheSame() throws {
    let fixture = try NumericFixture("distance.h5")
    let trains = try fixture.indices("buffered")
    for (number, (fold, whole)) in zip(buffered.folds(seed: 1), plan.folds(seed: 1)).enumerated() {
      #expect(fold.test == whole.test)
      #expect((fold.train + fold.validation).sorted() == (0..<60).filter { trains[number * 60 + $0] == 1 })
    }
    // What is fitted for other regions has no test part to stay away from.
    #expect(buffered.fittingFold(seed: 1) == plan.fittingFold(seed: 1))
    #expect(buffered.units == plan.units && buffered.dependsOnSeed && !buffered.isFixed)
    let fixed = EvaluationPlan.fixed(Fold(train: [0], validation: [], test: [1]))
    #expect(EvaluationPlan.buffered(fixed, FoldBuffer(places, metres: 0)).isFixed)
  }

  @Test func distancesToTheNearestLabelAreGreatCircles() throws {
    let fixture = try NumericFixture("distance.h5")
    let known = try fixture.indices("known")
    let values = known.map { $0 == 1 ? 1.0 : .nan }
    let expected = try fixture.doubles("distance")
    for (row, plan) in [plan, buffered].enumerated() {
      let distances = LabelDistances(plan, seeds: [1, 2], values: values, places)
      #expect(distances.metres.count == 2)
      for region in 0..<60 {
        let (own, oracle) = (distances.metres[1][region], expected[row * 60 + region])
        #expect(own.isNaN == oracle.isNaN && (own.isNaN || abs(own - oracle) < 1e-5 * oracle), "\(region)")
      }
      let sorted = expected[(row * 60)..<(row * 60 + 60)].filter { !$0.isNaN }.sorted()
      let median = (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
      #expect(abs(distances.medians[0] - median) < 1e-5 * median)
    }
  }

  /// Predicts the seed that it was fitted with.
  private struct Seeded: Predictor {
    let validation: ValidationUse
    let dependsOnSeed = false

    func fit(_ inputs: PredictorInputs, labels: [Double], fold: Fold, seed: UInt64, item: UInt64)
      -> any FittedPredictor
    {
      Told { _ in Double(seed) }
    }
  }

  @Test(arguments: [ValidationUse.none, .choosing]) func foldsThatAreTheSameAreFittedOnce(use: ValidationUse)
    throws
  {
    let task = Evaluation.Task(label: "m", values: (0..<60).map(Double.init), Seeded(validation: use))
    let result = try #require(Evaluation(plan: buffered, seeds: [3, 4]).run([task]).first)
    #expect(result.predictions.map { $0[0] } == (use == .none ? [3, 3] : [3, 4]))
  }

  /// The mean of what trains tells whether the right regions were left out, and scores are of all regions.
  @Test func modelsLearnNothingWithinTheBuffer() throws {
    let values = (0..<60).map { Double($0 * $0 % 13) }
    let task = Evaluation.Task(label: "mean", values: values, MeanPredictor())
    let result = try #require(Evaluation(plan: buffered, seeds: [1]).run([task]).first)
    #expect(result.scores[0][.test]?.raw.count == 60)
    for fold in buffered.folds(seed: 1) {
      let rows = fold.train + fold.validation
      let mean = rows.reduce(0) { $0 + LabelTransform.log1p(values[$1]) } / Double(rows.count)
      for row in fold.test { #expect(abs(result.predictions[0][row] - mean) < 1e-12) }
    }
  }
}
