internal import Prediction
internal import Schemas
internal import TestSupport
import Testing

@Suite struct PredictorTests {
  private func table(_ fixture: borrowing NumericFixture, _ path: String, rows: Int) throws
    -> EmbeddingTable
  {
    let values = try fixture.floats(path)
    return EmbeddingTable(
      ids: (0..<rows).map { "r\($0)" }, values: values, dimension: values.count / rows)
  }

  private func places(_ coordinates: [SIMD2<Double>]) -> PredictorInputs {
    PredictorInputs(ids: coordinates.indices.map { "r\($0)" }, coordinates: coordinates)
  }

  private func fold(_ train: [Int]) -> Fold { Fold(train: train, validation: [], test: []) }

  @Test(arguments: ["tall", "wide"]) func ridgeAgreesWithRidgeCV(name: String) throws {
    let fixture = try NumericFixture("prediction.h5")
    let labels = try fixture.doubles("ridge/\(name)/labels")
    let features = try table(fixture, "ridge/\(name)/features", rows: labels.count)
    let predictions = try RidgePredictor().predictions(
      PredictorInputs(features), fold(Array(0..<(labels.count - 10))), labels)
    expectClose(predictions, try fixture.doubles("ridge/\(name)/predictions"), within: 1e-8, name)
  }

  /// The regions outside `train` with the features of training regions: whatever a model says of a training
  /// region it must then say of the other.
  private func disguised(_ features: EmbeddingTable, _ train: [Int]) -> (table: EmbeddingTable, from: [Int]) {
    let others = features.ids.indices.filter { !Set(train).contains($0) }
    var from = Array(features.ids.indices)
    for (index, row) in others.enumerated() { from[row] = train[index % train.count] }
    var table = features
    // What training regions are called in the other file is without effect.
    for row in features.ids.indices {
      for column in 0..<features.dimension {
        table.values[row * features.dimension + column] =
          others.contains(row) ? features.values[from[row] * features.dimension + column] : 1e6
      }
    }
    return (table, from)
  }

  @Test(arguments: ["tall", "wide"]) func ridgeAppliedToOtherFeaturesAgreesWithRidgeCV(name: String) throws {
    let fixture = try NumericFixture("prediction.h5")
    let labels = try fixture.doubles("ridge/\(name)/labels")
    let features = try table(fixture, "ridge/\(name)/features", rows: labels.count)
    let train = Array(0..<(labels.count - 10))
    let (applied, from) = disguised(features, train)
    let predictions = try RidgePredictor().predictions(
      PredictorInputs(features), fold(train), labels, appliedTo: applied)
    let expected = try fixture.doubles("ridge/\(name)/predictions")
    expectClose(predictions, from.map { expected[$0] }, within: 1e-8, name)
  }

  @Test func nearestAppliedToOtherFeaturesAgreesWithScikitLearn() throws {
    let fixture = try NumericFixture("prediction.h5")
    let train = try fixture.indices("nearest/train").map(Int.init)
    let features = try table(fixture, "nearest/features", rows: 120)
    let (applied, from) = disguised(features, train)
    let predictions = try NearestPredictor(.features, neighbours: 5).predictions(
      PredictorInputs(features), fold(train), fixture.doubles("nearest/labels"), appliedTo: applied)
    let expected = try fixture.doubles("nearest/space")
    expectClose(predictions, from.map { expected[$0] }, within: 1e-12, "features")
  }

  @Test(arguments: [false, true]) func perceptronIsFittedOnItsOwnFeatures(standardises: Bool) throws {
    let fixture = try NumericFixture("prediction.h5")
    let labels = try fixture.doubles("ridge/tall/labels")
    let features = try table(fixture, "ridge/tall/features", rows: labels.count)
    let train = Array(0..<30)
    let parts = Fold(train: train, validation: Array(30..<45), test: Array(45..<labels.count))
    let (applied, from) = disguised(features, train)
    var settings = PerceptronSettings(learningRate: 1e-3, dropout: 0.2, weightDecay: 0.1)
    (settings.hidden, settings.epochs) = (8, 20)
    func predict(_ other: EmbeddingTable?) throws -> [Double] {
      try PerceptronPredictor(settings: settings, standardises: standardises)
        .predictions(PredictorInputs(features), parts, labels, appliedTo: other)
    }
    let own = try predict(nil)
    expectClose(try predict(applied), from.map { own[$0] }, within: 1e-6, "predictions")
    #expect(Set(own).count > 20)
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
      .fit(Array(labels[..<rows]), penalties: RidgePredictor.defaultPenalties)
    expectClose(
      fit.leaveOneOut, try fixture.doubles("ridge/\(name)/leave_one_out"), within: 1e-8, "leave-one-out")
    expectClose([fit.penalty], try fixture.doubles("ridge/\(name)/penalty"), within: 1e-12, "penalty")
  }

  @Test func ridgeWithoutSpreadPredictsTheMean() throws {
    let features = EmbeddingTable(ids: ["a", "b", "c"], values: [2, 2, 2], dimension: 1)
    let predictions = try RidgePredictor().predictions(
      PredictorInputs(features), fold([0, 1]), [1, 3, 100])
    expectClose(predictions, [2, 2, 2], within: 1e-15, "mean")
  }

  @Test func nearestOnTheMapAgreesWithBallTree() throws {
    let fixture = try NumericFixture("prediction.h5")
    let flat = try fixture.doubles("nearest/lonlat")
    let coordinates = (0..<(flat.count / 2)).map { SIMD2(flat[2 * $0], flat[2 * $0 + 1]) }
    let train = try fixture.indices("nearest/train").map(Int.init)
    let predictions = try NearestPredictor(.map, neighbours: 5).predictions(
      places(coordinates), fold(train), fixture.doubles("nearest/labels"))
    expectClose(predictions, try fixture.doubles("nearest/sphere"), within: 1e-12, "sphere")
  }

  @Test func nearestInFeaturesAgreesWithScikitLearn() throws {
    let fixture = try NumericFixture("prediction.h5")
    let train = try fixture.indices("nearest/train").map(Int.init)
    let features = try table(fixture, "nearest/features", rows: 120)
    let predictions = try NearestPredictor(.features, neighbours: 5).predictions(
      PredictorInputs(features), fold(train), fixture.doubles("nearest/labels"))
    expectClose(predictions, try fixture.doubles("nearest/space"), within: 1e-12, "features")
  }

  @Test func equallyNearRegionsGoByTheirOrder() throws {
    let here = SIMD2(10.0, 50.0)
    let predictions = try NearestPredictor(.map, neighbours: 2).predictions(
      places([here, here, here, here]), fold([3, 1, 2]), [0, 4, 6, 100])
    #expect(predictions == [5, 5, 5, 5])
  }

  @Test func fewerRegionsThanNeighboursGiveTheirMean() throws {
    let predictions = try NearestPredictor(.map, neighbours: 9).predictions(
      places([SIMD2(0, 0), SIMD2(1, 1)]), fold([0, 1]), [1, 2])
    #expect(predictions == [1.5, 1.5])
  }
}
