internal import GraphNetworks
internal import Numerics
internal import Schemas
internal import Support
internal import TestSupport
import Testing

@Suite struct CompGCNBehaviourTests {
  /// An encoder over random facts, large enough for several shards.
  private func encoder(
    _ composition: Composition, entities: Int = 3000, facts: Int = 20_000, dimension: Int = 64,
    seed: UInt64 = 1, dropout: Bool = true
  ) throws -> CompGCN {
    var random = Philox(seed: 4, "facts")
    func column(_ bound: Int) -> [Int32] { (0..<facts).map { _ in Int32(random.index(below: bound)) } }
    let graph = CompGCNGraph(
      entityCount: entities, relationCount: 5, heads: column(entities), relations: column(5),
      tails: column(entities))
    let nodes = Tensor([entities, dimension])
    let relations = Tensor([10, dimension])
    random.fillNormal(nodes, deviation: 1)
    random.fillNormal(relations, deviation: 1)
    var options = CompGCN.Options()
    options.composition = composition
    if !dropout { (options.sumDropout, options.outputDropout) = (0, 0) }
    return try CompGCN(graph, nodes: nodes, relations: relations, options: options, seed: seed)
  }

  private func weights(_ encoder: CompGCN) -> Tensor {
    let weight = Tensor([encoder.graph.entityCount, encoder.dimension])
    var random = Philox(seed: 8, "weight")
    random.fillNormal(weight, deviation: 1)
    return weight
  }

  @Test(arguments: Composition.allCases)
  func bitsDoNotDependOnThreads(_ composition: Composition) throws {
    let before = Parallel.threads
    defer { Parallel.threads = before }
    var results: [[[UInt32]]] = []
    for threads in [1, 4] {
      Parallel.threads = threads
      let encoder = try encoder(composition)
      let output = encoder.forward(training: true, step: 3)
      let bits = output.array.map(\.bitPattern)
      encoder.wantsInputGradients = true
      encoder.backward(weights(encoder))
      let tensors = encoder.parameters.map(\.gradient) + [encoder.nodeGradient, encoder.relationGradient]
      results.append([bits] + tensors.map { $0.array.map(\.bitPattern) })
    }
    #expect(results[0] == results[1])
  }

  /// Also those that are 0: of a bias that normalisation removes, of relation states that nothing reads.
  @Test(arguments: Composition.allCases)
  func gradientsAreSet(_ composition: Composition) throws {
    let encoder = try encoder(composition, entities: 200, facts: 900, dimension: 16)
    encoder.wantsInputGradients = true
    let weight = weights(encoder)
    expectSetsGradients(of: encoder.parameters) {
      _ = encoder.forward(training: true, step: 3)
      encoder.backward(weight)
    }
    let inputs = [encoder.nodeGradient, encoder.relationGradient].map(\.array)
    _ = encoder.forward(training: true, step: 3)
    encoder.backward(weight)
    #expect([encoder.nodeGradient, encoder.relationGradient].map(\.array) == inputs)
  }

  /// The directional derivative along the gradient, with dropout on: forward and backward share masks.
  @Test(arguments: Composition.allCases)
  func gradientMatchesFiniteDifferencesUnderDropout(_ composition: Composition) throws {
    let encoder = try encoder(composition, entities: 200, facts: 900, dimension: 16)
    let weight = weights(encoder)
    func loss() -> Double {
      let output = encoder.forward(training: true, step: 7)
      return (0..<output.count).reduce(0) { $0 + Double(output[$1]) * Double(weight[$1]) }
    }
    _ = loss()
    encoder.backward(weight)
    expectSlope(of: loss, along: encoder.parameters)
  }

  @Test func rowsOfTheGradientAddUp() throws {
    let (dense, sparse) = (try encoder(.rotate, entities: 300), try encoder(.rotate, entities: 300))
    let rows = [5, 17, 5]
    let gradient = Tensor((0..<192).map { Float($0 % 7) - 3 }, shape: [3, 64])
    let whole = Tensor([300, 64])
    for (index, row) in rows.enumerated() {
      for column in 0..<64 { whole[row * 64 + column] += gradient[index * 64 + column] }
    }
    _ = dense.forward(training: true, step: 1)
    dense.backward(whole)
    _ = sparse.forward(training: true, step: 1)
    sparse.backward(rows: rows, gradient)
    for (a, b) in zip(dense.parameters, sparse.parameters) { #expect(a.gradient.array == b.gradient.array) }
  }

  @Test func dropoutFollowsTheStepAndEvaluationHasNone() throws {
    let encoder = try encoder(.mul, entities: 300)
    let first = encoder.forward(training: true, step: 1).array
    let zeros = Double(first.filter { $0 == 0 }.count) / Double(first.count)
    #expect(abs(zeros - 0.3) < 0.02)
    #expect(encoder.forward(training: true, step: 2).array != first)
    #expect(encoder.forward(training: true, step: 1).array == first)
    #expect(!encoder.forward(training: false, step: 1).array.contains(0))
  }

  @Test func stateSurvivesARoundTripAndFaultsAreNamed() throws {
    let (a, b) = (
      try encoder(.ccorr, entities: 100, seed: 1), try encoder(.ccorr, entities: 100, seed: 2)
    )
    _ = a.forward(training: true, step: 1)
    try b.load(a.state(), subject: "model.h5")
    #expect(a.forward(training: false, step: 0).array == b.forward(training: false, step: 0).array)
    var missing = a.state()
    missing["layer2.norm.bias"] = nil
    #expect(throws: Failure.self) { try b.load(missing, subject: "model.h5") }
    var negative = a.state()
    negative["layer1.norm.running_var"]?.values[3] = -1
    #expect(throws: Failure.self) { try b.load(negative, subject: "model.h5") }
  }

  @Test func oddDimensionsCannotRotate() {
    #expect(throws: Failure.self) { try self.encoder(.rotate, entities: 10, facts: 5, dimension: 5) }
  }

  @Test func aGraphWithoutFactsHasFiniteEmbeddings() throws {
    let encoder = try encoder(.rotate, entities: 70, facts: 0)
    let output = encoder.forward(training: true, step: 0)
    encoder.backward(weights(encoder))
    #expect(output.array.allSatisfy { $0.isFinite })
    #expect(encoder.parameters.allSatisfy { $0.gradient.array.allSatisfy { $0.isFinite } })
  }
}
