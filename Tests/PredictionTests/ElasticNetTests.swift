internal import Prediction
internal import Schemas
internal import TestSupport
import Testing

@Suite struct ElasticNetTests {
  private func net(_ name: String, _ fixture: borrowing NumericFixture) throws -> ElasticNet {
    let labels = try fixture.doubles("elastic_net/\(name)/labels")
    let design = try fixture.doubles("elastic_net/\(name)/design")
    return ElasticNet(
      design, rows: labels.count, columns: design.count / labels.count, labels: labels)
  }

  @Test(arguments: ["tall", "wide"], ["0.2", "1.0"]) func agreesWithScikitLearn(name: String, ratio: String)
    throws
  {
    let fixture = try NumericFixture("evaluation.h5")
    let fits = try net(name, fixture).path(
      l1Ratio: try #require(Double(ratio)), penalties: [0.5, 0.02], tolerance: 1e-12)
    for (fit, penalty) in zip(fits, ["0.5", "0.02"]) {
      let expected = try fixture.doubles("elastic_net/\(name)/\(ratio)/\(penalty)")
      expectClose(fit.weights + [fit.intercept], expected, within: 1e-6, "\(name) \(ratio) \(penalty)")
    }
  }

  @Test(arguments: ["tall", "wide"]) func thePathStartsWhereTheFirstFeatureEnters(name: String) throws {
    let fixture = try NumericFixture("evaluation.h5")
    let net = try net(name, fixture)
    let penalties = net.penalties(l1Ratio: 0.5)
    #expect(penalties.count == 50)
    #expect(abs((penalties.last ?? 0) / penalties[0] - 1e-3) < 1e-12)
    let first = net.path(l1Ratio: 0.5, penalties: [penalties[0] * (1 + 1e-9), penalties[0] * 0.99])
    #expect(first[0].weights.allSatisfy { $0 == 0 })
    #expect(first[1].weights.contains { $0 != 0 })
  }

  @Test func constantLabelsArePredicted() throws {
    let features = EmbeddingTable(
      ids: (0..<6).map { "\($0)" }, values: [1, 2, 3, 4, 5, 7], dimension: 1)
    let fold = Fold(train: [0, 1, 2], validation: [3, 4], test: [5])
    let predictions = try ElasticNetPredictor().predictions(
      PredictorInputs(features), fold, [4, 4, 4, 4, 4, 9])
    #expect(predictions == [4, 4, 4, 4, 4, 4])
  }

  /// In cross-validation the validation part trains the model once it has chosen.
  @Test func refitsWithValidation() throws {
    let features = EmbeddingTable(ids: (0..<8).map { "\($0)" }, values: (0..<8).map(Float.init), dimension: 1)
    let labels: [Double] = [0, 1, 2, 3, 8, 10, 0, 0]
    func slope(_ refits: Bool) throws -> Double {
      let fold = Fold(
        train: [0, 1, 2, 3], validation: [4, 5], test: [6, 7], refitsWithValidation: refits)
      let predictions = try ElasticNetPredictor().predictions(PredictorInputs(features), fold, labels)
      return predictions[7] - predictions[6]
    }
    #expect(abs(try slope(false) - 1) < 0.02)
    #expect(try slope(true) > 1.8)
  }
}
