internal import GraphNetworks
internal import Numerics
internal import TestSupport
import Testing

/// Sampled neighbourhoods against PyTorch, which draws them again; see Tests/Fixtures/make_neighbours.py.
@Suite struct NeighbourhoodParityTests {
  private static let batch = [19, 7, 0, 12, 22]

  private func encoder(_ composition: Composition) throws -> CompGCN {
    let inputs = try NumericFixture("compgcn.h5")
    let group = "\(composition.rawValue)_correct_8"
    let graph = CompGCNGraph(
      entityCount: 23, relationCount: 3, heads: try inputs.indices("head"),
      relations: try inputs.indices("relation"), tails: try inputs.indices("tail"))
    var options = CompGCN.Options()
    options.composition = composition
    (options.sumDropout, options.outputDropout) = (0, 0)
    options.neighbours = [.atMost(3), .atMost(2)]
    let encoder = try CompGCN(
      graph, nodes: Tensor(try inputs.floats("\(group)/nodes"), shape: [23, 8]),
      relations: Tensor(try inputs.floats("\(group)/relations"), shape: [6, 8]), options: options, seed: 11)
    try encoder.load(try inputs.floats("\(group)/parameters"), try inputs.strings("\(group)/names"))
    encoder.wantsInputGradients = true
    return encoder
  }

  @Test(arguments: Composition.allCases) func matchesPyTorch(_ composition: Composition) throws {
    let fixture = try NumericFixture("neighbours.h5")
    let encoder = try encoder(composition)
    let names = try NumericFixture("compgcn.h5").strings("\(composition.rawValue)_correct_8/names")
    let group = composition.rawValue
    let output = encoder.forward(of: Self.batch, training: true, step: 6)
    expectClose(output.array, try fixture.floats("\(group)/output"), within: 1e-5, "output")
    encoder.backward(rows: Self.batch, Tensor(try fixture.floats("\(group)/weight"), shape: output.shape))
    try encoder.expectGradients(try fixture.floats("\(group)/gradients"), names)
    expectClose(
      encoder.nodeGradient.array, try fixture.floats("\(group)/node_gradient"), within: 1e-4, "nodes")
    expectClose(
      encoder.relationGradient.array, try fixture.floats("\(group)/relation_gradient"), within: 1e-4,
      "relations")
    encoder.measureStatistics(of: [[5, 9, 14], [20, 7, 3]])
    expectClose(
      encoder.buffers.flatMap(\.tensor.array), try fixture.floats("\(group)/statistics"), within: 1e-5,
      "statistics")
  }

  @Test func drawsTheSameEdges() throws {
    let fixture = try NumericFixture("neighbours.h5")
    let encoder = try encoder(.rotate)
    let drawn = encoder.neighbourhoods(of: Self.batch, step: 6)
    for (layer, (targets, block)) in zip(drawn.entities, drawn.blocks).enumerated() {
      for (name, edges) in zip(["facts", "reverses"], block.incoming) {
        var columns: [Int32] = []
        for row in targets.indices {
          for group in Int(edges.groupBegin[row])..<Int(edges.groupBegin[row + 1]) {
            for edge in Int(edges.edgeBegin[group])..<Int(edges.edgeBegin[group + 1]) {
              // The first layer's sources are entities, the second's its rows.
              let source = Int(edges.neighbour[edge])
              columns += [
                targets[row], edges.relation[group],
                layer == 0 ? Int32(source) : drawn.entities[layer - 1][source],
              ]
            }
          }
        }
        let count = columns.count / 3
        let expected = try fixture.indices("layer\(layer + 1)/\(name)")
        // A row of targets, one of relations, one of sources.
        let triples = (0..<count).flatMap { edge in (0..<3).map { expected[$0 * count + edge] } }
        #expect(columns == triples)
        expectClose(edges.norm, try fixture.floats("layer\(layer + 1)/\(name)_norm"), within: 1e-6, name)
      }
    }
  }
}
