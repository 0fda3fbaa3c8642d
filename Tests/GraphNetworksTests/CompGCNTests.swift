import Foundation
internal import GraphNetworks
internal import Numerics
internal import TestSupport
import Testing

/// CompGCN against PyTorch; see Tests/Fixtures/make_compgcn.py.
@Suite struct CompGCNTests {
  private struct Case: Sendable, CustomTestStringConvertible {
    let composition: Composition
    let convention: CompGCNGraph.Convention
    let dimension: Int
    var group: String {
      "\(composition.rawValue)_\(convention == .reference ? "reference" : "correct")_\(dimension)"
    }
    var testDescription: String { group }
  }

  private static let small =
    Composition.allCases.flatMap { composition in
      CompGCNGraph.Convention.allCases.map { Case(composition: composition, convention: $0, dimension: 8) }
    } + [Case(composition: .ccorr, convention: .corrected, dimension: 7)]
  private static let wide = Composition.allCases.map {
    Case(composition: $0, convention: .corrected, dimension: 64)
  }
  private static let entities = 23
  private static let relations = 3

  private func encoder(
    _ test: Case, _ fixture: borrowing NumericFixture, nodes: Tensor, relations: Tensor
  ) throws -> CompGCN {
    let graph = CompGCNGraph(
      entityCount: Self.entities, relationCount: Self.relations, heads: try fixture.indices("head"),
      relations: try fixture.indices("relation"), tails: try fixture.indices("tail"),
      convention: test.convention)
    var options = CompGCN.Options()
    options.composition = test.composition
    options.sumDropout = 0
    options.outputDropout = 0
    let encoder = try CompGCN(graph, nodes: nodes, relations: relations, options: options, seed: 1)
    encoder.wantsInputGradients = true
    return encoder
  }

  @Test(arguments: small) private func matchesPyTorch(_ test: Case) throws {
    let fixture = try NumericFixture("compgcn.h5")
    let group = test.group
    let d = test.dimension
    let encoder = try encoder(
      test, fixture, nodes: Tensor(try fixture.floats("\(group)/nodes"), shape: [Self.entities, d]),
      relations: Tensor(try fixture.floats("\(group)/relations"), shape: [2 * Self.relations, d]))
    let names = try fixture.strings("\(group)/names")
    try encoder.load(try fixture.floats("\(group)/parameters"), names)
    let output = encoder.forward(training: true, step: 0)
    expectClose(output.array, try fixture.floats("\(group)/output"), within: 1e-5, "output")
    encoder.backward(Tensor(try fixture.floats("\(group)/weight"), shape: output.shape))
    try encoder.expectGradients(try fixture.floats("\(group)/gradients"), names)
    expectClose(
      encoder.nodeGradient.array, try fixture.floats("\(group)/node_gradient"), within: 1e-4, "nodes")
    expectClose(
      encoder.relationGradient.array, try fixture.floats("\(group)/relation_gradient"), within: 1e-4,
      "relations")
    let running = try fixture.floats("\(group)/running")
    expectClose(encoder.buffers.flatMap(\.tensor.array), running, within: 1e-5, "running statistics")
    expectClose(
      encoder.forward(training: false, step: 1).array, try fixture.floats("\(group)/evaluated"), within: 1e-5,
      "evaluated")
  }

  /// The width that kernels are specialised for; values by the generator's formula.
  @Test(arguments: wide) private func matchesPyTorchAtTheDefaultWidth(_ test: Case) throws {
    let fixture = try NumericFixture("compgcn64.h5")
    let group = test.group
    func byFormula(_ salt: Int, _ shape: [Int]) -> Tensor {
      let count = shape.reduce(1, *)
      return Tensor(
        (0..<count).map { Float(0.4 * cos(1.3 * pow(Double($0), 1.1) + Double(salt))) }, shape: shape)
    }
    let encoder = try encoder(
      test, fixture, nodes: byFormula(0, [Self.entities, 64]),
      relations: byFormula(1, [2 * Self.relations, 64]))
    for (index, name) in try fixture.strings("\(group)/names").enumerated() {
      let parameter = try #require(encoder.parameters.first { $0.name == name })
      parameter.value.copy(from: byFormula(3 + index, parameter.value.shape))
    }
    let output = encoder.forward(training: true, step: 0)
    expectClose(output.array, try fixture.floats("\(group)/output"), within: 1e-4, "output")
    encoder.backward(byFormula(2, output.shape))
    expectClose(
      encoder.nodeGradient.array, try fixture.floats("\(group)/node_gradient"), within: 1e-3, "nodes")
    expectClose(
      encoder.relationGradient.array, try fixture.floats("\(group)/relation_gradient"), within: 1e-3,
      "relations")
    expectClose(
      encoder.forward(training: false, step: 1).array, try fixture.floats("\(group)/evaluated"), within: 1e-4,
      "evaluated")
  }
}
