import Foundation
internal import Networks
internal import Numerics
internal import Prediction
internal import Schemas
internal import Support
internal import TestSupport
import Testing

@Suite struct PerceptronTests {
  private static let inputs = 12
  private static let hidden = 20

  /// A network with the weights that the fixture's formula gives.
  private func network() -> Perceptron {
    let network = Perceptron(inputs: Self.inputs, hidden: Self.hidden)
    for parameter in network.parameters {
      for index in 0..<parameter.value.count {
        parameter.value[index] = Float(sin(Double(index) * 0.7) * 0.3)
      }
    }
    return network
  }

  private func data(_ fixture: borrowing NumericFixture, rows: Range<Int>) throws -> (x: Tensor, y: [Double])
  {
    let x = try fixture.floats("perceptron/x")
    let y = try fixture.doubles("perceptron/labels")
    let slice = Array(x[(rows.lowerBound * Self.inputs)..<(rows.upperBound * Self.inputs)])
    return (Tensor(slice, shape: [rows.count, Self.inputs]), Array(y[rows]))
  }

  @Test func firstGradientAgreesWithPyTorch() throws {
    let fixture = try NumericFixture("prediction.h5")
    let train = try data(fixture, rows: 0..<30)
    let network = network()
    _ = network.backward(train.x, labels: train.y)
    for parameter in network.parameters {
      expectClose(
        parameter.gradient.array, try fixture.floats("perceptron/gradient/\(parameter.name)"), within: 1e-5,
        parameter.name)
    }
  }

  @Test func twentyStepsOfAdamWAgreeWithPyTorch() throws {
    let fixture = try NumericFixture("prediction.h5")
    let network = network()
    var settings = PerceptronSettings(learningRate: 5e-3, dropout: 0, weightDecay: 0.5)
    settings.epochs = 20
    let history = try PerceptronTraining.run(
      network, settings, train: data(fixture, rows: 0..<30),
      validation: data(fixture, rows: 30..<40))
    expectClose(history.map(\.loss), try fixture.doubles("perceptron/losses"), within: 1e-4, "loss")
    let r2 = try fixture.doubles("perceptron/validation_r2")
    expectClose(history.map(\.validationR2), r2, within: 1e-4, "validation R²")
    // Every epoch improves here, so the best parameters are the last.
    #expect(r2 == r2.sorted())
    for parameter in network.parameters {
      expectClose(
        parameter.value.array, try fixture.floats("perceptron/final/\(parameter.name)"), within: 1e-4,
        parameter.name)
    }
  }

  @Test func trainingStopsAndKeepsTheBestEpoch() throws {
    let fixture = try NumericFixture("prediction.h5")
    let network = network()
    var settings = PerceptronSettings(learningRate: 0.05, dropout: 0.5, weightDecay: 0)
    settings.patience = 15
    let validation = try data(fixture, rows: 30..<40)
    let history = try PerceptronTraining.run(
      network, settings, dropout: Dropout(0.5, seed: 3, place: "t"), train: data(fixture, rows: 0..<30),
      validation: validation)
    let best = try #require(history.map(\.validationR2).max())
    let epoch = try #require(history.firstIndex { $0.validationR2 == best })
    #expect(history.count == min(1000, epoch + 1 + 15))
    let kept = RegressionScores.r2(
      labels: validation.y, predictions: network.predictions(validation.x).map(Double.init))
    #expect(kept == best)
  }

  @Test func dropoutKeepsItsShareAndItsExpectation() {
    let dropout = Dropout(0.3, seed: 5, place: "t")
    let network = Perceptron(inputs: 1, hidden: 700)
    network.parameters[1].value.fill(1)
    let ones = Tensor([300, 1])
    // With unit output weights the gradient of output weight i is Σ 2/n (output − label) hiddenᵢ; labels
    // that make every error 1/2 leave the mean of the hidden values.
    network.parameters[3].value.fill(0.5)
    let labels = [Double](repeating: 0, count: 300)
    _ = network.backward(ones, labels: labels, dropout: dropout, step: 2)
    let means = network.parameters[2].gradient.array
    let mean = means.reduce(0, +) / Float(means.count)
    #expect(abs(mean - 1) < 0.01)
    #expect(Set(means).count > 20)
    let again = Perceptron(inputs: 1, hidden: 700)
    for (copy, original) in zip(again.parameters, network.parameters) {
      copy.value.copy(from: original.value)
    }
    _ = again.backward(ones, labels: labels, dropout: dropout, step: 2)
    #expect(again.parameters[2].gradient.array == means)
    _ = again.backward(ones, labels: labels, dropout: dropout, step: 3)
    #expect(again.parameters[2].gradient.array != means)
  }

  @Test func blocksOfRowsGiveTheGradientOfTheWhole() {
    let rows = 2500
    let x = Tensor((0..<rows).map { Float(sin(Double($0))) }, shape: [rows, 1])
    let labels = (0..<rows).map { cos(Double($0)) }
    let network = Perceptron(inputs: 1, hidden: 3)
    network.initialize(seed: 4, item: 0)
    let w = network.parameters.map(\.value.array)
    var expected = 0.0
    for row in 0..<rows {
      let output = (0..<3).reduce(Double(w[3][0])) {
        $0 + Double(w[2][$1] * max(0, w[0][$1] * x[row] + w[1][$1]))
      }
      expected += (output - labels[row]) * (output - labels[row]) / Double(rows)
    }
    let loss = network.backward(x, labels: labels)
    #expect(abs(loss - expected) < 1e-6 * expected)
    #expect(network.predictions(x).count == rows)
  }

  @Test(arguments: ["pop", "edu", "crime"]) func publishedSettingsTakeLabelsRaw(indicator: String) {
    for preset in PerceptronSettings.Preset.allCases {
      #expect(!PerceptronSettings(preset, indicator: indicator).standardisesLabels)
      var other = PerceptronSettings(preset, indicator: "income")
      #expect(other.standardisesLabels)
      other.standardisesLabels = false
      #expect(other == PerceptronSettings(preset, indicator: "edu"))
    }
  }

  /// Standardised labels make the model equivariant: labels a + b·y give predictions a + b·ŷ.
  @Test func standardisedLabelsHaveNoScale() throws {
    let fixture = try NumericFixture("prediction.h5")
    let x = try fixture.floats("perceptron/x")
    let table = EmbeddingTable(ids: (0..<40).map { "r\($0)" }, values: x, dimension: Self.inputs)
    let fold = Fold(train: Array(0..<25), validation: Array(25..<32), test: Array(32..<40))
    let labels = try fixture.doubles("perceptron/labels")
    var settings = PerceptronSettings(
      learningRate: 1e-2, dropout: 0, weightDecay: 1, standardisesLabels: true)
    settings.epochs = 30
    func predict(_ labels: [Double]) throws -> [Double] {
      try PerceptronPredictor(settings: settings).predictions(PredictorInputs(table), fold, labels)
    }
    let moved = labels.map { 40 + 0.5 * $0 }
    let expected = try predict(labels).map { 40 + 0.5 * $0 }
    expectClose(try predict(moved), expected, within: 1e-5, "standardised")
    settings.standardisesLabels = false
    let raw = try predict(moved)
    #expect(zip(raw, expected).contains { abs($0 - $1) > 0.1 })
    // Labels without spread stay what they are.
    settings.standardisesLabels = true
    settings.epochs = 1
    #expect(try predict([Double](repeating: 3, count: 40)).allSatisfy(\.isFinite))
  }

  @Test func gradientsAreSet() throws {
    let network = Perceptron(inputs: 3, hidden: 70)
    network.initialize(seed: 4, item: 0)
    let x = Tensor(Hashed.uniform("x", 30).map { Float($0) }, shape: [10, 3])
    let labels = Hashed.uniform("labels", 10)
    expectSetsGradients(of: network.parameters) { _ = network.backward(x, labels: labels) }
  }

  @Test func divergenceIsReported() throws {
    let x = Tensor([1e30, -1e30, 3e30], shape: [3, 1])
    let settings = PerceptronSettings(learningRate: 10, dropout: 0, weightDecay: 0)
    #expect(throws: Failure.self) {
      try PerceptronTraining.run(
        Perceptron(inputs: 1, hidden: 2), settings, train: (x, [.nan, .nan, .nan]),
        validation: (x, [1, 2, 3]))
    }
  }
}
