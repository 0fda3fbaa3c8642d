internal import Networks
internal import Numerics
internal import Support
internal import TestSupport
import Testing

@Suite struct LinearTests {
  @Test func linearWithBiasMatchesPyTorch() throws {
    let fixture = try NumericFixture("contrastive.h5")
    let layer = Linear("l", inputs: 7, outputs: 6)
    layer.weight.value.copy(from: try fixture.tensor("head/first"))
    layer.bias?.value.copy(from: try fixture.tensor("head/bias"))
    let y = layer.forward(try fixture.tensor("head/x"))
    expectClose(y.array, try fixture.floats("linear/y"), within: 1e-5, "y")
    // The fixture's loss weighs row i of y by the sum of row i of `head/weight`.
    let weight = try fixture.tensor("head/weight")
    let gradient = Tensor([12, 6])
    for row in 0..<12 {
      let sum = (0..<5).reduce(Float(0)) { $0 + weight[row * 5 + $1] }
      for column in 0..<6 { gradient[row * 6 + column] = sum }
    }
    let input = try #require(layer.backward(gradient))
    expectClose(input.array, try fixture.floats("linear/gradient/x"), within: 1e-5, "input")
    expectClose(
      layer.weight.gradient.array, try fixture.floats("linear/gradient/first"), within: 1e-5, "weight")
    expectClose(
      try #require(layer.bias).gradient.array, try fixture.floats("linear/gradient/bias"), within: 1e-5,
      "bias")
  }

  @Test func projectionHeadMatchesPyTorch() throws {
    let fixture = try NumericFixture("contrastive.h5")
    let head = ProjectionHead("h", inputs: 7, hidden: 6, outputs: 5)
    #expect(head.parameters.map(\.name) == ["h.0.weight", "h.2.weight"])
    head.parameters[0].value.copy(from: try fixture.tensor("head/first"))
    head.parameters[1].value.copy(from: try fixture.tensor("head/second"))
    let y = head.forward(try fixture.tensor("head/x"))
    expectClose(y.array, try fixture.floats("head/y"), within: 1e-5, "y")
    let input = head.backward(try fixture.tensor("head/weight"))
    expectClose(input.array, try fixture.floats("head/gradient/x"), within: 1e-5, "input")
    expectClose(
      head.parameters[0].gradient.array, try fixture.floats("head/gradient/first"), within: 1e-5, "first")
    expectClose(
      head.parameters[1].gradient.array, try fixture.floats("head/gradient/second"), within: 1e-5, "second")
  }

  @Test func manyRowsSumTheirGradientsInShards() throws {
    let rows = 5000
    let layer = Linear("l", inputs: 9, outputs: 4, bias: false)
    layer.initialize(.xavierNormal, seed: 1)
    var random = Philox(seed: 2, "test")
    let x = Tensor([rows, 9])
    let gradient = Tensor([rows, 4])
    random.fillNormal(x, deviation: 1)
    random.fillNormal(gradient, deviation: 1)
    _ = layer.forward(x)
    layer.weight.gradient.fill(2)
    layer.backward(gradient, inputGradient: false)
    var expected = [Float](repeating: 0, count: 36)
    for output in 0..<4 {
      for input in 0..<9 {
        let sum = (0..<rows).reduce(0.0) {
          $0 + Double(gradient[$1 * 4 + output]) * Double(x[$1 * 9 + input])
        }
        expected[output * 9 + input] = Float(sum)
      }
    }
    expectClose(layer.weight.gradient.array, expected, within: 1e-5, "weight")
  }

  @Test func initialWeightsHaveTheStatedSpread() {
    let layer = Linear("l", inputs: 300, outputs: 500)
    func variance(_ x: Tensor) -> Float { x.array.reduce(0) { $0 + $1 * $1 } / Float(x.count) }
    layer.initialize(.xavierNormal, seed: 1)
    #expect(abs(variance(layer.weight.value) * 400 - 1) < 0.02)
    layer.initialize(.xavierUniform, seed: 1)
    #expect(abs(variance(layer.weight.value) * 400 - 1) < 0.02)
    #expect(layer.bias?.value.array.allSatisfy { $0 == 0 } == true)
    layer.initialize(.kaimingUniform, seed: 1)
    #expect(abs(variance(layer.weight.value) * 900 - 1) < 0.02)
    #expect(layer.weight.value.array.allSatisfy { abs($0) <= Float(1 / 300.0.squareRoot()) })
    #expect(layer.bias?.value.array.contains { $0 != 0 } == true)
  }
}
