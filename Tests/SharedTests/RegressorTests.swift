import Shared
import Testing

@Suite struct RegressorTests {
  private func table(_ fixture: borrowing NumericFixture, _ path: String, rows: Int) throws
    -> EmbeddingTable
  {
    let values = try fixture.floats(path)
    return EmbeddingTable(
      ids: (0..<rows).map { "r\($0)" }, values: values, dimension: values.count / rows)
  }

  private func fold(_ train: [Int]) -> Fold { Fold(train: train, validation: [], test: []) }

  @Test(arguments: ["tall", "wide"]) func ridgeAgreesWithRidgeCV(name: String) throws {
    let fixture = try NumericFixture("prediction.h5")
    let labels = try fixture.doubles("ridge/\(name)/labels")
    let features = try table(fixture, "ridge/\(name)/features", rows: labels.count)
    let predictions = try RidgeRegressor(features).predictions(
      trainedOn: fold(Array(0..<(labels.count - 10))), labels: labels, seed: 1, item: 0)
    expectClose(predictions, try fixture.doubles("ridge/\(name)/predictions"), within: 1e-8, name)
  }

  @Test(arguments: ["tall", "wide"]) func leaveOneOutErrorsAgreeWithRidgeCV(name: String) throws {
    let fixture = try NumericFixture("prediction.h5")
    let labels = try fixture.doubles("ridge/\(name)/labels")
    let rows = labels.count - 10
    let values = try fixture.floats("ridge/\(name)/features").map(Double.init)
    let columns = values.count / labels.count
    // scikit-learn's scaling, spelled out.
    var design = Array(values[..<(rows * columns)])
    for column in 0..<columns {
      let own = (0..<rows).map { design[$0 * columns + column] }
      let mean = own.reduce(0, +) / Double(rows)
      let deviation = (own.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(rows)).squareRoot()
      for row in 0..<rows {
        design[row * columns + column] = (own[row] - mean) / (column == 3 ? 1 : deviation)
      }
    }
    let fit = try RidgeSolver(design, rows: rows, columns: columns)
      .fit(Array(labels[..<rows]), penalties: RidgeRegressor.defaultPenalties)
    expectClose(
      fit.leaveOneOut, try fixture.doubles("ridge/\(name)/leave_one_out"), within: 1e-8, "leave-one-out")
    expectClose([fit.penalty], try fixture.doubles("ridge/\(name)/penalty"), within: 1e-12, "penalty")
  }

  @Test func ridgeWithoutSpreadPredictsTheMean() throws {
    let features = EmbeddingTable(ids: ["a", "b", "c"], values: [2, 2, 2], dimension: 1)
    let predictions = try RidgeRegressor(features).predictions(
      trainedOn: fold([0, 1]), labels: [1, 3, 100], seed: 1, item: 0)
    expectClose(predictions, [2, 2, 2], within: 1e-15, "mean")
  }

  @Test func nearestOnTheMapAgreesWithBallTree() throws {
    let fixture = try NumericFixture("prediction.h5")
    let flat = try fixture.doubles("nearest/lonlat")
    let coordinates = (0..<(flat.count / 2)).map { SIMD2(flat[2 * $0], flat[2 * $0 + 1]) }
    let train = try fixture.indices("nearest/train").map(Int.init)
    let predictions = NearestRegressor(coordinates: coordinates, neighbours: 5).predictions(
      trainedOn: fold(train), labels: try fixture.doubles("nearest/labels"), seed: 1, item: 0)
    expectClose(predictions, try fixture.doubles("nearest/sphere"), within: 1e-12, "sphere")
  }

  @Test func nearestInFeaturesAgreesWithScikitLearn() throws {
    let fixture = try NumericFixture("prediction.h5")
    let train = try fixture.indices("nearest/train").map(Int.init)
    let predictions = NearestRegressor(
      features: try table(fixture, "nearest/features", rows: 120), neighbours: 5
    )
    .predictions(trainedOn: fold(train), labels: try fixture.doubles("nearest/labels"), seed: 1, item: 0)
    expectClose(predictions, try fixture.doubles("nearest/space"), within: 1e-12, "features")
  }

  @Test func equallyNearRegionsGoByTheirOrder() {
    let here = SIMD2(10.0, 50.0)
    let predictions = NearestRegressor(coordinates: [here, here, here, here], neighbours: 2).predictions(
      trainedOn: fold([3, 1, 2]), labels: [0, 4, 6, 100], seed: 1, item: 0)
    #expect(predictions == [5, 5, 5, 5])
  }

  @Test func fewerRegionsThanNeighboursGiveTheirMean() {
    let predictions = NearestRegressor(coordinates: [SIMD2(0, 0), SIMD2(1, 1)], neighbours: 9).predictions(
      trainedOn: fold([0, 1]), labels: [1, 2], seed: 1, item: 0)
    #expect(predictions == [1.5, 1.5])
  }
}
