internal import Evaluation
internal import Prediction
internal import Schemas
internal import Support
internal import TestSupport
import Testing

@Suite struct ApplicabilityTests {
  private static func table(_ values: [Float], _ dimension: Int, _ prefix: String = "r") -> EmbeddingTable {
    EmbeddingTable(
      ids: (0..<(values.count / dimension)).map { "\(prefix)\($0)" }, values: values, dimension: dimension)
  }

  @Test(arguments: ["folds", "blocks", "one_fold", "many"])
  func itsFormulasAreThoseOfThePaper(name: String) throws {
    let fixture = try NumericFixture("applicability.h5")
    let weights = try fixture.doubles("\(name)/weights")
    let training = Self.table(try fixture.floats("\(name)/training"), weights.count)
    let new = Self.table(try fixture.floats("\(name)/new"), weights.count, "n")
    let (reference, indices) = ApplicabilityReference.fitted(
      to: training, folds: try fixture.indices("\(name)/folds").map(Int.init), weights: weights)
    func expected(_ value: String) throws -> [Double] { try fixture.doubles("\(name)/\(value)") }
    expectClose([reference.meanDistance], try expected("mean_distance"), within: 1e-10, "mean distance")
    expectClose(indices, try expected("training_index"), within: 1e-10, "training index")
    expectClose([reference.threshold], try expected("threshold"), within: 1e-10, "threshold")
    let own = reference.indices(of: new)
    expectClose(own, try expected("index"), within: 1e-10, "index")
    #expect(own.contains(where: reference.contains) && !own.allSatisfy(reference.contains))
    // The indices of some regions do not depend on the others.
    let last = EmbeddingTable(
      ids: [new.ids[7]], values: Array(new.row(7)), dimension: new.dimension)
    expectClose(reference.indices(of: last), [own[7]], within: 1e-12, "alone")
  }

  @Test func threadsDoNotMatter() {
    var random = Philox(seed: 1, "applicability")
    let values = (0..<(700 * 5)).map { _ in Float(random.normal()) }
    let folds = (0..<700).map { $0 % 4 }
    func indices() -> [UInt64] {
      let (reference, own) = ApplicabilityReference.fitted(to: Self.table(values, 5), folds: folds)
      return (own + reference.indices(of: Self.table(values.reversed(), 5)) + [reference.meanDistance])
        .map(\.bitPattern)
    }
    let threads = Parallel.threads
    defer { Parallel.threads = threads }
    Parallel.threads = 1
    let one = indices()
    Parallel.threads = 3
    #expect(indices() == one)
  }

  /// Training regions that do not differ, one region, no features, weights that say nothing.
  @Test func whatHasNoSpreadIsDefined() {
    let same = Self.table([1, 2, 1, 2, 1, 2], 2)
    let (reference, indices) = ApplicabilityReference.fitted(to: same, folds: [0, 1, 1])
    #expect(indices == [0, 0, 0] && reference.threshold == 0 && reference.meanDistance == 0)
    #expect(reference.indices(of: Self.table([1, 2, 1, 3], 2)) == [0, .infinity])
    let (one, alone) = ApplicabilityReference.fitted(to: Self.table([1, 2], 2), folds: [0])
    #expect(alone == [.infinity] && one.threshold == 0)
    #expect(one.indices(of: Self.table([1, 2, 1, 3], 2)).map(one.contains) == [true, false])
    let none = EmbeddingTable(ids: ["a", "b"], values: [], dimension: 0)
    let (empty, zero) = ApplicabilityReference.fitted(to: none, folds: [0, 1])
    #expect(zero == [0, 0] && empty.indices(of: none).allSatisfy(empty.contains))
    let some = Self.table([1, 5, 2, 3, 9, 4], 2)
    let unweighted = ApplicabilityReference.fitted(to: some, folds: [0, 1, 2])
    let nothing = ApplicabilityReference.fitted(to: some, folds: [0, 1, 2], weights: [0, 0])
    let signs = ApplicabilityReference.fitted(to: some, folds: [0, 1, 2], weights: [-3, 3])
    #expect(unweighted.indices == nothing.indices)
    expectClose(signs.indices, unweighted.indices, within: 1e-12, "signs and scale")
  }

  private static func boosting(
    _ x: EmbeddingTable, _ y: [Double], rounds: Int, depth: Int, _ shrinkage: Double
  )
    -> GradientBoosting
  {
    GradientBoosting(
      x, rows: Array(0..<220), labels: y, settings: TreeSettings(depth: depth, leaf: 10, features: 6),
      rounds: rounds, shrinkage: shrinkage, seed: 1)
  }

  @Test func importancesOfTreesAgreeWithScikitLearn() throws {
    let fixture = try NumericFixture("applicability.h5")
    let trees = try NumericFixture("evaluation.h5")
    let x = Self.table(try trees.floats("trees/features"), 6)
    let y = try trees.doubles("trees/labels")
    func shares(_ model: any FittedPredictor) throws -> [Double] {
      let weights = try #require(model.featureWeights(dimension: 6))
      return weights.map { $0 / weights.reduce(0, +) }
    }
    let tree = RandomForest(
      x, rows: Array(0..<220), labels: y, settings: TreeSettings(depth: 6, leaf: 7, features: 6), trees: 1,
      seed: 1, bootstraps: false)
    expectClose(try shares(tree), try fixture.doubles("importance/tree"), within: 1e-10, "tree")
    for (name, model) in [
      ("boosting", Self.boosting(x, y, rounds: 60, depth: 3, 0.1)),
      ("boosting_once", Self.boosting(x, y, rounds: 1, depth: 4, 1)),
    ] {
      expectClose(try shares(model), try fixture.doubles("importance/\(name)"), within: 1e-9, name)
    }
    let forest = RandomForest(
      x, rows: Array(0..<220), labels: y, settings: TreeSettings(leaf: 2, features: 2), trees: 100, seed: 1)
    let expected = try fixture.doubles("importance/forest")
    for (feature, share) in try shares(forest).enumerated() {
      #expect(abs(share - expected[feature]) < 5 * expected[6 + feature], "feature \(feature): \(share)")
    }
  }

  /// Linear models heed a feature by its coefficient once it is standardised, so scales do not matter.
  @Test(arguments: ["ridge", "lasso", "elastic-net"]) func linearModelsWeighFeatures(kind: String) throws {
    var random = Philox(seed: 2, "weights")
    let plain = (0..<(90 * 3)).map { _ in Float(random.normal()) }
    let labels = (0..<90).map { Double(3 * plain[$0 * 3] - plain[$0 * 3 + 1]) + random.normal() * 0.1 }
    let stretched = plain.enumerated().map { $0.offset % 3 == 1 ? $0.element * 512 : $0.element }
    let predictor = try #require(PredictorKind.named(kind)).predictor(
      PredictorSettings([:]), PredictorSubject(indicator: "i", dimension: 3))
    let weights = try [plain, stretched].map { values in
      let fold = Fold(train: Array(0..<70), validation: Array(70..<90), test: [], refitsWithValidation: true)
      return try #require(
        predictor.fit(
          PredictorInputs(Self.table(values, 3)), labels: labels, fold: fold, seed: 1, item: 0
        ).featureWeights(dimension: 3)?.map(abs))
    }
    #expect(weights[0][0] > 2 && weights[0][1] > 0.7 && weights[0][1] < 1.3 && weights[0][2] < 0.1)
    expectClose(weights[1], weights[0], within: 1e-6, kind)
  }
}
