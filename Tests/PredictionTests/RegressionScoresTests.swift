internal import Evaluation
internal import Prediction
internal import TestSupport
import Testing

@Suite struct RegressionScoresTests {
  @Test(arguments: ["plain", "ties", "constant_label", "constant_exact", "constant_prediction", "negative"])
  func agreesWithScikitLearnAndSciPy(name: String) throws {
    let fixture = try NumericFixture("prediction.h5")
    let scores = RegressionScores(
      labels: try fixture.doubles("scores/\(name)/labels"),
      predictions: try fixture.doubles("scores/\(name)/predictions"))
    let values = [
      scores.r2, scores.rmse, scores.mae, scores.mape, Double(scores.zeroLabels), scores.pearson,
      scores.spearman,
    ]
    var expected = try fixture.doubles("scores/\(name)/expected")
    // Of constant labels nothing can be explained; scikit-learn says so with force_finite=False alone.
    if name == "constant_label" || name == "constant_exact" { expected[0] = .nan }
    expectClose(values, expected, within: 1e-12, name)
  }

  @Test func tiesShareTheirMeanRank() throws {
    let fixture = try NumericFixture("prediction.h5")
    #expect(averageRanks(try fixture.doubles("ranks/values")) == (try fixture.doubles("ranks/expected")))
  }

  @Test func whatIsNotDefinedIsNaN() {
    let none = RegressionScores(labels: [], predictions: [])
    #expect(none.r2.isNaN && none.rmse.isNaN && none.mape.isNaN && none.pearson.isNaN)
    let one = RegressionScores(labels: [2], predictions: [3])
    #expect(one.r2.isNaN && one.rmse == 1 && one.mape == 0.5 && one.spearman.isNaN)
    let zeros = RegressionScores(labels: [0, 0], predictions: [1, 2])
    #expect(zeros.mape.isNaN && zeros.zeroLabels == 2 && zeros.r2.isNaN)
    let diverged = RegressionScores(labels: [1, 2], predictions: [.infinity, 1])
    #expect(diverged.r2.isNaN && diverged.pearson.isNaN)
  }

  @Test func rowsLeaveUndefinedFieldsEmpty() {
    let row = MetricRow(features: "f", indicator: "pop", split: "s/test", metric: "r2", values: [0.25, 0.75])
    #expect(row.line == "f\tpop\ts/test\tr2\t0.5\t\(0.125.squareRoot())\t2")
    let single = MetricRow(features: "f", indicator: "pop", split: "s/test", metric: "r2", values: [.nan])
    #expect(single.line == "f\tpop\ts/test\tr2\t\t\t1")
  }
}
