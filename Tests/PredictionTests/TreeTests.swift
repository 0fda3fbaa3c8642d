internal import Prediction
internal import Schemas
internal import TestSupport
import Testing

/// Trees beside scikit-learn's, on rows 0..<220 of a fixture whose other 80 are predicted.
@Suite struct TreeTests {
  private static let train = Array(0..<220)
  private static let all = Array(0..<300)

  private func inputs(_ fixture: borrowing NumericFixture) throws -> (EmbeddingTable, [Double]) {
    let table = EmbeddingTable(
      ids: Self.all.map { "r\($0)" }, values: try fixture.floats("trees/features"), dimension: 6)
    return (table, try fixture.doubles("trees/labels"))
  }

  @Test func treeAgreesWithScikitLearn() throws {
    let fixture = try NumericFixture("evaluation.h5")
    let (features, labels) = try inputs(fixture)
    let tree = RandomForest(
      features, rows: Self.train, labels: labels, settings: TreeSettings(depth: 6, leaf: 7, features: 6),
      trees: 1, seed: 1, bootstraps: false)
    expectClose(
      tree.predictions(features, rows: Self.all), try fixture.doubles("trees/tree"), within: 1e-12, "tree")
  }

  @Test func boostingAgreesWithScikitLearn() throws {
    let fixture = try NumericFixture("evaluation.h5")
    let (features, labels) = try inputs(fixture)
    let model = GradientBoosting(
      features, rows: Self.train, labels: labels, settings: TreeSettings(depth: 3, leaf: 10, features: 6),
      rounds: 60, shrinkage: 0.1, seed: 1)
    expectClose(
      model.predictions(features, rows: Self.all), try fixture.doubles("trees/boosting"), within: 1e-10,
      "boosting")
  }

  @Test func forestIsAsGoodAsScikitLearns() throws {
    let fixture = try NumericFixture("evaluation.h5")
    let (features, labels) = try inputs(fixture)
    let test = Array(220..<300)
    let scores = (0..<20).map { seed in
      RegressionScores.r2(
        labels: test.map { labels[$0] },
        predictions: RandomForest(
          features, rows: Self.train, labels: labels, settings: TreeSettings(leaf: 2, features: 2),
          trees: 100, seed: UInt64(seed)
        ).predictions(features, rows: test))
    }
    let expected = try fixture.doubles("trees/forest_r2")
    let mean = scores.reduce(0, +) / 20
    #expect(abs(mean - expected[0]) < 2 * expected[1], "R² \(mean), scikit-learn's \(expected)")
    #expect(Set(scores).count == 20)
  }

  @Test func manyValuesShareBinsWithoutHarm() throws {
    // 1000 values in 256 bins: a step between two of them is found to within a bin's width.
    let values = (0..<1000).map { Float(($0 * 389) % 1000) }
    let features = EmbeddingTable(ids: values.map { "\($0)" }, values: values, dimension: 1)
    let labels = values.map { $0 < 400 ? 0.0 : 1 }
    let tree = RandomForest(
      features, rows: Array(0..<1000), labels: labels, settings: TreeSettings(depth: 1, leaf: 1, features: 1),
      trees: 1, seed: 1, bootstraps: false)
    let predictions = tree.predictions(features, rows: Array(0..<1000))
    #expect(zip(predictions, labels).count { abs($0 - $1) > 0.1 } <= 4)
  }

  @Test func constantsGrowNoTree() {
    let flat = EmbeddingTable(ids: ["a", "b", "c"], values: [1, 1, 1], dimension: 1)
    let forest = RandomForest(
      flat, rows: [0, 1, 2], labels: [1, 2, 6], settings: TreeSettings(leaf: 1, features: 1), trees: 1,
      seed: 1, bootstraps: false)
    #expect(forest.predictions(flat, rows: [0, 2]) == [3, 3])
    let none = EmbeddingTable(ids: ["a", "b"], values: [], dimension: 0)
    let empty = RandomForest(
      none, rows: [0, 1], labels: [1, 3], settings: TreeSettings(leaf: 1, features: 1), trees: 2, seed: 1,
      bootstraps: false)
    #expect(empty.predictions(none, rows: [0, 1]) == [2, 2])
  }

  /// What tells a chosen setting: a model that may choose is at least as good on the validation part as the
  /// worst of its candidates, whatever the test labels are.
  @Test func settingsAreChosenWithoutTestLabels() throws {
    let fixture = try NumericFixture("evaluation.h5")
    let (features, labels) = try inputs(fixture)
    let fold = Fold(train: Array(0..<160), validation: Array(160..<220), test: Array(220..<300))
    let candidates = [TreeSettings(leaf: 2, features: 3), TreeSettings(leaf: 70, features: 1)]
    let models: [any Predictor] = [
      RandomForestPredictor(trees: 30, candidates: candidates),
      GradientBoostingPredictor(rounds: 40, shrinkage: 0.2, candidates: candidates),
      ElasticNetPredictor(),
    ]
    var hidden = labels
    for row in fold.test { hidden[row] = 1000 }
    let regions = PredictorInputs(features)
    for model in models {
      let own = try model.predictions(regions, fold, labels, seed: 3)
      #expect(try model.predictions(regions, fold, hidden, seed: 3) == own)
    }
    let best = try RandomForestPredictor(trees: 30, candidates: [candidates[0]])
      .predictions(regions, fold, labels, seed: 3)
    #expect(try models[0].predictions(regions, fold, labels, seed: 3) == best)
  }
}
