internal import Networks
internal import Numerics
internal import Schemas
internal import Support
internal import TestSupport
import Testing

/// The segmentation network against PyTorch; see `make_segmentation.py`, which draws everything from the same hash.
@Suite struct SegmentationNetworkTests {
  private static let (batch, height, width) = (3, 21, 38)

  private func network() throws -> SegmentationNetwork {
    var state = SegmentationNetwork(bands: 3, classes: 3).state()
    for name in state.names where !name.contains("running_") && !name.hasSuffix("num_batches_tracked") {
      let shape = try #require(state[name]).shape
      let inputs = Double(shape.dropFirst().reduce(1, *))
      let values = Hashed.uniform(name, shape.reduce(1, *)).map { u in
        if shape.count == 4 { return (2 * u - 1) * (6 / inputs).squareRoot() }
        return u + (name.hasSuffix("weight") ? 0.5 : -0.5)
      }
      state[name] = .init(shape: shape, values: values.map { Float($0) })
    }
    return try SegmentationNetwork(state, classes: 3, subject: "test")
  }

  private var pictures: Tensor {
    Hashed.images("pictures", [Self.batch, Self.height, Self.width, 3])
  }

  private var classes: [UInt8] {
    Hashed.uniform("classes", Self.batch * Self.height * Self.width).map { UInt8(3 * $0) }
  }

  /// The parameters under their state-dict names.
  private func named(_ network: SegmentationNetwork) -> [(name: String, parameter: Parameter)] {
    network.parameters.map { ($0.name, $0) }
  }

  @Test func logitsLossAndGradientsAreThoseOfPyTorch() throws {
    let fixture = try NumericFixture("segmentation.h5")
    let network = try network()
    #expect(network.parameters.reduce(0) { $0 + $1.value.count } == 65_888)
    let logits = try network.forward(pictures, training: true)
    let first = Self.height * Self.width * 3
    expectClose(Array(logits.buffer[..<first]), try fixture.floats("logits"), within: 1e-4, "logits")
    let (loss, gradient) = PixelCrossEntropy.evaluate(logits, classes)
    let expected = try fixture.doubles("losses")[0]
    #expect(abs(loss - expected) < 1e-5 * expected, "\(loss), PyTorch \(expected)")
    network.backward(gradient)
    try expectGradients(of: named(network), areThoseOf: fixture)
  }

  /// Behind them the running statistics are those of PyTorch too.
  @Test func stepsOfAdamAreThoseOfPyTorch() throws {
    let fixture = try NumericFixture("segmentation.h5")
    let network = try network()
    let adam = Adam(network.parameters, learningRate: 1e-3)
    for (step, expected) in try fixture.doubles("losses").enumerated() {
      let (loss, gradient) = PixelCrossEntropy.evaluate(
        try network.forward(pictures, training: true), classes)
      #expect(abs(loss - expected) < 1e-3 * expected, "step \(step): \(loss), PyTorch \(expected)")
      network.backward(gradient)
      adam.step()
    }
    let evaluated = try network.forward(pictures, training: false)
    let expected = try fixture.floats("evaluated")
    #expect(relativeError(Array(evaluated.buffer[..<expected.count]), expected) < 0.01)
  }

  /// Each picture for itself, whatever its neighbours in a batch.
  @Test(arguments: [(1, 1), (2, 5), (17, 16), (64, 33)]) func picturesOfAnySizeHaveLogitsOfTheirOwn(
    height: Int, width: Int
  ) throws {
    let network = try network()
    let pictures = Hashed.images("sizes", [2, height, width, 3])
    let both = try network.forward(pictures, training: false)
    #expect(both.shape == [2, height, width, 3])
    let size = height * width * 3
    for index in 0..<2 {
      let one = Tensor(
        Array(pictures.buffer[(index * size)..<((index + 1) * size)]), shape: [1, height, width, 3])
      let alone = try network.forward(one, training: false)
      #expect(alone.array == Array(both.buffer[(index * size)..<((index + 1) * size)]))
    }
  }

  @Test func whatIsNoSuchNetworkIsRefused() throws {
    let whole = try network().state()
    for (name, entry, words) in [
      ("output.weight", nil, "has no 'output.weight'"),
      ("down.0.conv.weight", .init(shape: [16], values: [Float](repeating: 0, count: 16)), "how many bands"),
      ("up.1.norm.running_var", .init(shape: [32], values: [Float](repeating: -1, count: 32)), "is negative"),
    ] as [(String, StateDict.Entry?, String)] {
      var state = whole
      state[name] = entry
      let failure = #expect(throws: Failure.self) {
        try SegmentationNetwork(state, classes: 3, subject: "file")
      }
      #expect(failure.map { "\($0)" }?.contains(words) == true, "\(String(describing: failure))")
    }
  }
}
