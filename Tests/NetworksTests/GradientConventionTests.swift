internal import Networks
internal import Numerics
internal import TestSupport
import Testing

/// Gradients are set, never added to; see `Parameter`.
@Suite struct GradientConventionTests {
  private func tensor(_ name: String, _ shape: [Int]) -> Tensor {
    Tensor(Hashed.uniform(name, shape.reduce(1, *)).map { Float(2 * $0 - 1) }, shape: shape)
  }

  /// Few rows are one product, many are cut in shards.
  @Test(arguments: [5, 3000]) func linear(rows: Int) {
    let layer = Linear("l", inputs: 9, outputs: 4)
    layer.initialize(.kaimingUniform, seed: 1)
    let (x, gradient) = (tensor("x", [rows, 9]), tensor("gradient", [rows, 4]))
    expectSetsGradients(of: layer.parameters) {
      _ = layer.forward(x)
      layer.backward(gradient)
    }
  }

  @Test func projectionHead() {
    let head = ProjectionHead("h", inputs: 7, hidden: 6, outputs: 5)
    head.initialize(seed: 1)
    let (x, gradient) = (tensor("x", [12, 7]), tensor("gradient", [12, 5]))
    expectSetsGradients(of: head.parameters) {
      _ = head.forward(x)
      _ = head.backward(gradient)
    }
  }

  @Test(arguments: ConvolutionMethod.allCases) func convolution(_ method: ConvolutionMethod) {
    let shape = ConvolutionShape(inputChannels: 16, outputChannels: 32, kernel: 3, padding: 1)
    let convolution = Convolution("w", shape, method: method)
    let input = tensor("x", [3, 9, 10, 16])
    let gradient = tensor("gradient", convolution.outputShape(input.shape))
    expectSetsGradients(of: [convolution.weight]) {
      convolution.backwardWeight(input: input, outputGradient: gradient)
    }
  }

  @Test func batchNorm() throws {
    let norm = BatchNorm("n", channels: 24)
    let x = tensor("x", [40, 24])
    try expectSetsGradients(of: [norm.weight, norm.bias]) {
      let (input, gradient) = (Tensor(x.shape), tensor("gradient", x.shape))
      input.copy(from: x)
      try norm.useBatchStatistics(of: input)
      norm.backward(gradient, input, .relu)
    }
  }

  @Test func segmentationNetwork() throws {
    let network = SegmentationNetwork(bands: 3, classes: 4)
    network.initialize(seed: 1)
    let (images, gradient) = (Hashed.images("x", [2, 19, 34, 3]), tensor("gradient", [2, 19, 34, 4]))
    try expectSetsGradients(of: network.parameters) {
      _ = try network.forward(images, training: true)
      network.backward(gradient)
    }
  }

  @Test(arguments: ResNet.Member.all) func encoders(_ member: ResNet.Member) throws {
    let network = ResNet(member)
    network.initialize(seed: 1)
    let (images, gradient) = (Hashed.images("x", [3, 40, 32, 3]), tensor("gradient", [3, network.features]))
    try expectSetsGradients(of: network.parameters) {
      _ = try network.forward(images, training: true)
      network.backward(gradient)
    }
  }
}
