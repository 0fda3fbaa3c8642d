internal import GraphNetworks
internal import Numerics
internal import Support
internal import TestSupport
import Testing

/// CompGCN on sampled neighbourhoods.
@Suite struct NeighbourhoodTests {
  /// An encoder over random facts, so many an entity on average, besides one entity that all know.
  private func encoder(
    _ limits: [NeighbourLimit]?, by composition: Composition = .rotate, entities: Int = 600, facts: Int = 4,
    dimension: Int = 64, dropout: Bool = true, seed: UInt64 = 1
  ) throws -> CompGCN {
    var random = Philox(seed: 4, "facts")
    func column(_ bound: Int) -> [Int32] {
      (0..<(facts * entities)).map { _ in Int32(random.index(below: bound)) }
    }
    let everyone = (0..<Int32(entities)).map { $0 }
    let graph = CompGCNGraph(
      entityCount: entities, relationCount: 5, heads: column(entities) + everyone,
      relations: column(5) + everyone.map { _ in 2 }, tails: column(entities) + everyone.map { _ in 17 })
    let (nodes, relations) = (Tensor([entities, dimension]), Tensor([10, dimension]))
    random.fillNormal(nodes, deviation: 1)
    random.fillNormal(relations, deviation: 1)
    var options = CompGCN.Options()
    options.composition = composition
    options.neighbours = limits
    options.layers = limits?.count ?? 2
    if !dropout { (options.sumDropout, options.outputDropout) = (0, 0) }
    return try CompGCN(graph, nodes: nodes, relations: relations, options: options, seed: seed)
  }

  private func weights(_ rows: Int, _ dimension: Int = 64) -> Tensor {
    let weight = Tensor([rows, dimension])
    var random = Philox(seed: 8, "weight")
    random.fillNormal(weight, deviation: 1)
    return weight
  }

  /// With every message, and every entity in the batch, a step is one over the whole graph, masks of dropout included.
  @Test(arguments: Composition.allCases)
  func everyMessageOfEveryEntityIsTheWholeGraph(_ composition: Composition) throws {
    let whole = try encoder(nil, by: composition)
    let entities = Array(0..<whole.graph.entityCount)
    let weight = weights(entities.count)
    let expected = whole.forward(of: entities, training: true, step: 3).array
    whole.backward(rows: entities, weight)
    for limit in [NeighbourLimit.all, .atMost(60_000)] {
      let sampled = try encoder([limit, limit], by: composition)
      #expect(sampled.forward(of: entities, training: true, step: 3).array == expected)
      sampled.backward(rows: entities, weight)
      // Gradients of messages are summed in another order.
      for (a, b) in zip(sampled.parameters, whole.parameters) {
        expectClose(a.gradient.array, b.gradient.array, within: 1e-5, scale: 1e-3, a.name)
      }
      #expect(sampled.buffers.map(\.tensor.array) == whole.buffers.map(\.tensor.array))
    }
  }

  /// Also of a batch whose entities come more than once.
  @Test func bitsDoNotDependOnThreads() throws {
    let before = Parallel.threads
    defer { Parallel.threads = before }
    let entities = (0..<300).map { $0 * 7 % 250 }
    var results: [[[UInt32]]] = []
    for threads in [1, 2, 3] {
      Parallel.threads = threads
      let encoder = try encoder([.atMost(4), .atMost(3)])
      encoder.wantsInputGradients = true
      let output = encoder.forward(of: entities, training: true, step: 3)
      encoder.backward(rows: entities, weights(300))
      encoder.measureStatistics(of: [Array(0..<40), Array(100..<130)])
      let tensors =
        [output] + encoder.parameters.map(\.gradient) + [encoder.nodeGradient, encoder.relationGradient]
        + encoder.buffers.map(\.tensor)
      results.append(tensors.map { $0.array.map(\.bitPattern) })
    }
    #expect(results[0] == results[1] && results[0] == results[2])
  }

  @Test(arguments: Composition.allCases)
  func gradientsAreSet(_ composition: Composition) throws {
    let encoder = try encoder([.atMost(3), .atMost(2)], by: composition, entities: 200, dimension: 16)
    let entities = Array(30..<60)
    expectSetsGradients(of: encoder.parameters) {
      _ = encoder.forward(of: entities, training: true, step: 3)
      encoder.backward(rows: entities, weights(30, 16))
    }
  }

  /// The directional derivative along the gradient, with dropout on: forward and backward share draws and masks. The
  /// first layer's sums are sampled, or those of all messages.
  @Test(arguments: Composition.allCases, [NeighbourLimit.atMost(3), .all])
  func gradientMatchesFiniteDifferences(_ composition: Composition, _ first: NeighbourLimit) throws {
    let encoder = try encoder([first, .atMost(2)], by: composition, entities: 200, dimension: 16)
    let entities = Array(stride(from: 0, to: 200, by: 3))
    let weight = weights(entities.count, 16)
    func loss() -> Double {
      let output = encoder.forward(of: entities, training: true, step: 7)
      return (0..<output.count).reduce(0) { $0 + Double(output[$1]) * Double(weight[$1]) }
    }
    _ = loss()
    encoder.backward(rows: entities, weight)
    expectSlope(of: loss, along: encoder.parameters)
  }

  /// Three layers, and another way to say the first: all messages by `all`, or by a number that none exceeds.
  @Test func knownSumsAreThoseOfAllMessages() throws {
    let entities = [5, 9, 300, 17]
    let outputs = try [NeighbourLimit.all, .atMost(60_000)].map { first in
      let encoder = try encoder([first, .atMost(2), .atMost(3)])
      let output = encoder.forward(of: entities, training: true, step: 1)
      encoder.backward(rows: entities, weights(4))
      return [output.array] + encoder.parameters.map(\.gradient.array)
    }
    #expect(outputs[0] == outputs[1])
  }

  /// What a step touches does not grow with the graph, nor with an entity that everyone knows.
  @Test func aStepTouchesAsMuchInALargeGraph() throws {
    let batch = Array(0..<50)
    let touched = try [10_000, 100_000].map { entities in
      let encoder = try encoder([.atMost(5), .atMost(4)], entities: entities, facts: 12, dimension: 2)
      let drawn = encoder.neighbourhoods(of: batch, step: 2)
      #expect(drawn.entities[1] == batch.map { Int32($0) })
      #expect(drawn.entities[0].prefix(50) == drawn.entities[1][...])
      #expect(Set(drawn.entities[0]).count == drawn.entities[0].count)
      for (layer, limit) in [5, 4].enumerated() {
        let (block, targets) = (drawn.blocks[layer], drawn.entities[layer].count)
        #expect(block.targetCount == targets)
        #expect(block.incoming.allSatisfy { $0.edgeCount <= limit * targets })
      }
      // Nothing is left over from a draw.
      let again = encoder.neighbourhoods(of: batch, step: 2)
      #expect(again.entities == drawn.entities)
      return [
        drawn.entities[0].count, drawn.blocks[0].incoming.reduce(0) { $0 + $1.edgeCount },
        drawn.blocks[1].incoming.reduce(0) { $0 + $1.edgeCount },
      ].map(Double.init)
    }
    // Fewer of many are drawn twice.
    for (small, large) in zip(touched[0], touched[1]) { #expect(large <= 1.05 * small, "\(touched)") }
  }

  @Test func drawsFollowSeedAndStep() throws {
    let batch = Array(0..<50)
    func entities(seed: UInt64 = 1, step: UInt64) throws -> [[Int32]] {
      try encoder([.atMost(3), .atMost(3)], seed: seed).neighbourhoods(of: batch, step: step).entities
    }
    let first = try entities(step: 1)
    #expect(try entities(step: 1) == first)
    #expect(try entities(step: 2) != first)
    #expect(try entities(seed: 2, step: 1) != first)
  }

  /// Statistics of the batch as it is, so that evaluation of all entities by all messages is what training sees.
  @Test func measuredStatisticsAreWhatEvaluationNeeds() throws {
    let encoder = try encoder([.all, .all], entities: 3000, dropout: false)
    let entities = Array(0..<3000)
    let seen = encoder.forward(of: entities, training: true, step: 0).array
    encoder.measureStatistics(of: [entities])
    // Running variances are unbiased, with 2999 for 3000.
    expectClose(encoder.forward(training: false, step: 0).array, seen, within: 1e-3, "evaluated")
    let before = encoder.buffers.map(\.tensor.array)
    let whole = try self.encoder(nil, dropout: false)
    whole.measureStatistics(of: [[1, 2, 3]])
    #expect(whole.buffers.map(\.tensor.array) != before)
    #expect(whole.buffers[0].tensor.array.allSatisfy { $0 == 0 }, "the whole graph's are those of its steps")
  }

  @Test func entitiesWithoutFactsHaveFiniteEmbeddings() throws {
    let graph = CompGCNGraph(entityCount: 70, relationCount: 2, heads: [], relations: [], tails: [])
    var options = CompGCN.Options()
    options.neighbours = [.atMost(2), .atMost(2)]
    let encoder = try CompGCN(
      graph, nodes: weights(70), relations: weights(4), options: options, seed: 1)
    let output = encoder.forward(of: [3, 5, 8], training: true, step: 0)
    encoder.backward(rows: [3, 5, 8], weights(3))
    #expect(output.array.allSatisfy { $0.isFinite })
    #expect(encoder.parameters.allSatisfy { $0.gradient.array.allSatisfy { $0.isFinite } })
  }
}
