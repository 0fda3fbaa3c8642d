internal import Foundation
internal import HDF5
internal import Prediction
internal import Schemas
internal import Support
internal import TestSupport
import Testing

/// Kriging where little is known.
@Suite struct KrigingEdgeTests {
  private func inputs(_ places: [SIMD2<Double>], dimension: Int = 0) -> PredictorInputs {
    var random = Philox(seed: 2, "edge")
    let values = (0..<(places.count * dimension)).map { _ in Float(random.normal()) }
    return PredictorInputs(
      EmbeddingTable(ids: places.indices.map { "r\($0)" }, values: values, dimension: dimension),
      coordinates: places)
  }

  private let row = (0..<8).map { SIMD2(Double($0) * 0.01, 50) }

  private func fit(
    _ inputs: PredictorInputs, _ labels: [Double], train: [Int], usesFeatures: Bool = false
  ) throws -> any FittedPredictor {
    try KrigingPredictor(usesFeatures: usesFeatures)
      .fit(inputs, labels: labels, fold: Fold(train: train, validation: [], test: []), seed: 1, item: 0)
  }

  @Test func regionsWithoutPlacesAreRefusedByName() throws {
    let none = PredictorInputs(ids: ["a", "b"])
    let message = "place needs the longitude and latitude of every region, which none has"
    #expect(throws: Failure.data(nil, message)) { try fit(none, [1, 2], train: [0, 1]) }
    let some = PredictorInputs(ids: ["a", "b"], coordinates: [SIMD2(1, 2), SIMD2(.nan, .nan)])
    let other = "place needs the longitude and latitude of every region, which b lacks"
    #expect(throws: Failure.data(nil, other)) { try fit(some, [1, 2], train: [0, 1]) }
    // A region that is not trained on may lack its place.
    #expect(try fit(some, [1, 2], train: [0]).predictions(some)[0] == 1)
  }

  @Test(arguments: [false, true]) func labelsWithoutSpreadArePredicted(usesFeatures: Bool) throws {
    let inputs = inputs(row, dimension: usesFeatures ? 3 : 0)
    let labels = [Double](repeating: 0.1, count: 8)
    let model = try fit(inputs, labels, train: [0, 2, 3, 6], usesFeatures: usesFeatures)
    expectClose(model.predictions(inputs), labels, within: 1e-12, "predictions")
    let variances = try #require(model.variances(inputs))
    #expect(variances.allSatisfy { $0 == 0 })
  }

  @Test(arguments: [false, true]) func fewRegionsArePredicted(usesFeatures: Bool) throws {
    let inputs = inputs(row, dimension: usesFeatures ? 3 : 0)
    let labels: [Double] = [1, 3, 2, 5, 4, 4, 6, 7]
    for count in 1...3 {
      let model = try fit(inputs, labels, train: Array(0..<count), usesFeatures: usesFeatures)
      let predictions = model.predictions(inputs)
      #expect(predictions.allSatisfy { (0...8).contains($0) })
    }
  }

  /// Where all regions are at one place, the mean is all that there is to say.
  @Test func regionsAtOnePlaceShareTheirMean() throws {
    let inputs = inputs([SIMD2<Double>](repeating: SIMD2(7, 47), count: 6))
    let model = try fit(inputs, [1, 2, 3, 4, 100, 100], train: [0, 1, 2, 3])
    for prediction in model.predictions(inputs) { #expect(abs(prediction - 2.5) < 1e-6) }
    let variance = try #require(model.variances(inputs))[0]
    // The labels' variance, and that of their mean.
    #expect(abs(variance - 5.0 / 3 * 1.25) < 1e-3)
  }

  @Test func theOrderOfTrainingRegionsChangesNothing() throws {
    let inputs = inputs(row, dimension: 2)
    let labels: [Double] = [1, 3, 2, 5, 4, 4, 6, 7]
    let one = try fit(inputs, labels, train: [0, 1, 2, 4, 6], usesFeatures: true).predictions(inputs)
    let other = try fit(inputs, labels, train: [6, 2, 0, 4, 1], usesFeatures: true).predictions(inputs)
    #expect(one == other)
  }

  /// Far from all regions the field says nothing, and its whole variance is open.
  @Test func farAwayTheFieldIsUnknown() throws {
    let places = row + [SIMD2(90, -20)]
    let inputs = inputs(places)
    let predictor = KrigingPredictor(usesFeatures: false)
    let model = try predictor.fit(
      inputs, labels: [1, 3, 2, 5, 4, 4, 6, 7, 0], fold: Fold(train: Array(0..<8), validation: [], test: []),
      KrigingParameters(field: 3, range: 1), noise: 0.5)
    let predictions = model.predictions(inputs)
    #expect(predictions[8] == model.coefficients[0])
    let variances = try #require(model.variances(inputs))
    #expect(variances[8] > 0.5 * (1 + 3) && variances[8] > variances[0])
  }

  @Test func variancesAreReadBackToTheBit() throws {
    let inputs = inputs(row, dimension: 2)
    let model = try fit(inputs, [1, 3, 2, 5, 4, 4, 6, 7], train: [0, 1, 2, 3, 4, 6], usesFeatures: true)
    try withTemporaryPath("model.h5") { path in
      do { try model.write(to: HDF5File(creating: path, name: "model.h5"), at: "/m") }
      let file = try HDF5File(reading: path, name: "model.h5")
      let again = try KrigingModel(from: file, at: "/m", dimension: 2)
      #expect(again.variances(inputs) == model.variances(inputs))
      #expect(again.leaveOneOut == (model as? KrigingModel)?.leaveOneOut)
    }
  }

  @Test(arguments: [
    ("smoothness", "1", "--smoothness must be 0.5 or 1.5 or 2.5, not 1"),
    ("exact-limit", "-1", "--exact-limit must be 0 to 30000, not -1"),
    ("conditioning", "0", "--conditioning must be 1 to 1000, not 0"),
  ]) func settingsWithoutMeaningAreRefused(name: String, text: String, message: String) throws {
    for kind in ["kriging", "place"] {
      let kind = try #require(PredictorKind.named(kind))
      #expect(throws: Failure.usage(message)) {
        try kind.predictor(PredictorSettings([name: text]), PredictorSubject(indicator: "pop"))
      }
    }
  }

  @Test func ridgeKnowsNoVariance() throws {
    let inputs = inputs(row, dimension: 2)
    let model = try RidgePredictor().fit(
      inputs, labels: [1, 3, 2, 5, 4, 4, 6, 7], fold: Fold(train: Array(0..<8), validation: [], test: []),
      seed: 1, item: 0)
    #expect(model.variances(inputs) == nil)
  }
}
