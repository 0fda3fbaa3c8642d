internal import Prediction
internal import Schemas
internal import Support
internal import TestSupport
import Testing

@Suite struct KrigingTests {
  /// The ranges of smoothness and features in make_kriging.py; ten regions of each are not trained on.
  private static let cases: [(name: String, smoothness: Smoothness)] = [
    ("features", .once), ("wide", .once), ("rough", .rough), ("place", .once), ("smooth", .twice),
  ]

  private struct Case {
    let inputs: PredictorInputs
    let labels: [Double]
    let fold: Fold
    let parameters: KrigingParameters
    let noise: Double
    let usesFeatures: Bool

    init(_ fixture: borrowing NumericFixture, _ name: String) throws {
      labels = try fixture.doubles("\(name)/labels")
      let flat = try fixture.doubles("\(name)/lonlat")
      let values = try fixture.floats("\(name)/features")
      usesFeatures = !values.isEmpty
      inputs = PredictorInputs(
        EmbeddingTable(
          ids: labels.indices.map { "r\($0)" }, values: values, dimension: values.count / labels.count),
        coordinates: labels.indices.map { SIMD2(flat[2 * $0], flat[2 * $0 + 1]) })
      let own = try fixture.doubles("\(name)/parameters")
      parameters = KrigingParameters(field: own[0], range: own[1], features: usesFeatures ? own[2] : nil)
      noise = own[3]
      fold = Fold(
        train: Array(0..<(labels.count - 10)), validation: [], test: Array((labels.count - 10)..<labels.count)
      )
    }
  }

  private func predictor(_ smoothness: Smoothness, _ usesFeatures: Bool, neighbours: Int? = nil)
    -> KrigingPredictor
  {
    KrigingPredictor(
      usesFeatures: usesFeatures, smoothness: smoothness, exactLimit: neighbours == nil ? 3000 : 0,
      conditioning: neighbours ?? 30)
  }

  @Test(arguments: cases)
  func meansAndVariancesAreThoseOfGaussianProcessRegressor(name: String, smoothness: Smoothness) throws {
    let fixture = try NumericFixture("kriging.h5")
    let own = try Case(fixture, name)
    // Whole, and given all regions one by one.
    for neighbours in [nil, 200] {
      let model = try predictor(smoothness, own.usesFeatures, neighbours: neighbours)
        .fit(own.inputs, labels: own.labels, fold: own.fold, own.parameters, noise: own.noise)
      expectClose(model.predictions(own.inputs), try fixture.doubles("\(name)/mean"), within: 1e-6, "mean")
      let variances = try #require(model.variances(own.inputs))
      expectClose(variances, try fixture.doubles("\(name)/variance"), within: 1e-6, "variance")
    }
  }

  @Test(arguments: cases)
  func restrictedLikelihoodAndItsGradientAreThoseOfItsDefinition(name: String, smoothness: Smoothness) throws
  {
    let fixture = try NumericFixture("kriging.h5")
    let own = try Case(fixture, name)
    let thetas = try fixture.doubles("\(name)/thetas")
    let values = try fixture.doubles("\(name)/likelihoods")
    let slopes = try fixture.doubles("\(name)/slopes")
    let width = thetas.count / values.count
    for neighbours in [nil, 200] {
      let likelihood = try predictor(smoothness, own.usesFeatures, neighbours: neighbours)
        .likelihood(own.inputs, labels: own.labels, fold: own.fold)
      for (row, value) in values.enumerated() {
        let columns = (row * width)..<((row + 1) * width)
        let parameters = KrigingParameters(logarithms: Array(thetas[columns]))
        let found = likelihood.withGradient(parameters)
        expectClose([found.value], [value], within: 1e-9, "likelihood")
        expectClose(found.gradient, Array(slopes[columns]), within: 1e-5, "gradient")
        #expect(likelihood.value(parameters) == found.value)
      }
    }
  }

  /// At least as likely as what scikit-learn found from nine starts, and the same model.
  @Test(arguments: cases)
  func theSearchFindsTheBestParameters(name: String, smoothness: Smoothness) throws {
    let fixture = try NumericFixture("kriging.h5")
    let own = try Case(fixture, name)
    let predictor = predictor(smoothness, own.usesFeatures)
    let model = try predictor.fit(own.inputs, labels: own.labels, fold: own.fold, seed: 1, item: 0)
    let kriging = try #require(model as? KrigingModel ?? (model as? PlaceModel)?.kriging)
    let likelihood = try predictor.likelihood(own.inputs, labels: own.labels, fold: own.fold)
    let theirs = likelihood.value(own.parameters)
    #expect(likelihood.value(kriging.parameters) <= theirs + 1e-6)
    expectClose(
      kriging.parameters.logarithms, own.parameters.logarithms, within: 0.02, "logarithms of parameters")
    expectClose(model.predictions(own.inputs), try fixture.doubles("\(name)/mean"), within: 5e-3, "mean")
  }

  @Test(arguments: cases)
  func leavingOneOutIsFittingWithoutIt(name: String, smoothness: Smoothness) throws {
    let fixture = try NumericFixture("kriging.h5")
    let own = try Case(fixture, name)
    let refits = try fixture.doubles("\(name)/leave_one_out")
    for neighbours in [nil, 200] {
      let found = try predictor(smoothness, own.usesFeatures, neighbours: neighbours)
        .fit(own.inputs, labels: own.labels, fold: own.fold, own.parameters, noise: own.noise).leaveOneOut
      let own = [0, 7, 21].flatMap { [found.predictions[$0], found.variances[$0]] }
      expectClose(own, refits, within: 1e-6, "leave-one-out")
    }
  }
}
