import Foundation
internal import GraphNetworks
internal import HDF5
internal import Numerics
internal import Schemas
internal import Support
internal import TestSupport
import Testing

@Suite struct TuckERTests {
  static let fixture = Repository.fixture("tucker.h5").path

  private static let entities = 37
  private static let losses: [String: LinkLoss] = [
    "softmax": .softmax, "question": .questionSoftmax, "binary": .binary(smoothing: 0.1),
    "uniform": .binary(smoothing: 0.1, rule: .uniform),
  ]
  private static let names = ["E", "R", "W", "bn0.weight", "bn0.bias", "bn1.weight", "bn1.bias"]

  private func graph(_ file: borrowing HDF5File) throws -> KnowledgeGraph {
    let facts = try file.read("/facts", as: Int32.self, shape: [nil, 3])
    let count = facts.count / 3
    return KnowledgeGraph(
      entityIDs: (0..<Self.entities).map { "e\($0)" },
      entityTypes: Array(repeating: .region, count: Self.entities),
      coordinates: Array(repeating: SIMD2(.nan, .nan), count: Self.entities),
      relationNames: ["r0", "r1", "r2"],
      heads: (0..<count).map { facts[3 * $0] }, relations: (0..<count).map { facts[3 * $0 + 1] },
      tails: (0..<count).map { facts[3 * $0 + 2] }, regionCount: Self.entities)
  }

  private func model(_ file: borrowing HDF5File, dropout: Double = 0) throws -> TuckER {
    var options = TuckER.Options()
    options.dimension = 12
    options.inputDropout = dropout
    options.coreDropout = dropout
    options.outputDropout = dropout
    let model = TuckER(entityCount: Self.entities, relationCount: 6, options, seed: 1)
    for (name, parameter) in zip(Self.names, model.parameters) {
      let values = try file.dataset("/start/\(name)").readAll(as: Float.self)
      parameter.value.copy(from: Tensor(values, shape: parameter.value.shape))
    }
    return model
  }

  /// Largest difference over largest expected magnitude.
  private func error(_ found: [Float], _ expected: [Float]) -> Float {
    let scale = expected.map(abs).max() ?? 1
    return zip(found, expected).map { abs($0 - $1) }.max()! / scale
  }

  @Test(arguments: ["softmax", "binary", "question", "uniform"])
  func lossAndGradientsEqualPyTorchs(kind: String) throws {
    let file = try HDF5File(reading: Self.fixture, name: "tucker.h5")
    let index = try FactIndex(try graph(file))
    let model = try model(file)
    let questions = try file.read("/batch", as: Int32.self, shape: [nil]).map(Int.init)
    let batch = QuestionBatch(index, questions: questions)
    let loss = try model.gradients(batch, try #require(Self.losses[kind]), step: 0)
    let expected = try file.read("/\(kind)/loss", as: Double.self, shape: [1])[0]
    #expect(abs(loss - expected) < 1e-5 * expected)
    for (name, parameter) in zip(Self.names, model.parameters) {
      let gradient = try file.dataset("/\(kind)/gradient/\(name)").readAll(as: Float.self)
      #expect(error(parameter.gradient.array, gradient) < 1e-4, "\(name)")
    }
  }

  @Test(arguments: ["softmax", "binary"]) func stepsAndScoresFollowPyTorch(kind: String) throws {
    let file = try HDF5File(reading: Self.fixture, name: "tucker.h5")
    let index = try FactIndex(try graph(file))
    let model = try model(file)
    let adam = Adam(model.parameters, learningRate: 3e-3)
    let losses = try file.read("/\(kind)/losses", as: Double.self, shape: [nil])
    for (step, expected) in losses.enumerated() {
      let batch = QuestionBatch(
        index, questions: Array(stride(from: step, to: index.count, by: losses.count)))
      let loss = try model.gradients(
        batch, try #require(Self.losses[kind]), step: UInt64(step))
      #expect(abs(loss - expected) < 1e-4 * expected)
      adam.step()
    }
    for (name, parameter) in zip(Self.names, model.parameters) {
      let end = try file.dataset("/\(kind)/end/\(name)").readAll(as: Float.self)
      #expect(error(parameter.value.array, end) < 1e-3, "\(name)")
    }
    let expected = try file.read("/\(kind)/scores", as: Float.self, shape: [index.count, Self.entities])
    let scores = model.scores(heads: index.heads, relations: index.relations)
    #expect(error(scores.array, expected) < 1e-3)
  }

  /// Masks are a function of seed and step, so the loss with dropout is differentiable as it stands.
  @Test(arguments: [LinkLoss.softmax, .questionSoftmax, .binary(smoothing: 0.1)])
  func gradientsWithDropoutAreThoseOfTheLoss(loss: LinkLoss) throws {
    let file = try HDF5File(reading: Self.fixture, name: "tucker.h5")
    let index = try FactIndex(try graph(file))
    let model = try model(file, dropout: 0.3)
    let batch = QuestionBatch(index, questions: Array(0..<index.count))
    _ = try model.gradients(batch, loss, step: 5)
    for (name, parameter) in zip(Self.names, model.parameters) {
      let gradient = parameter.gradient.array
      let start = parameter.value.array
      let norm = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
      func moved(_ by: Float) throws -> Double {
        for i in start.indices { parameter.value[i] = start[i] + by * gradient[i] / norm }
        defer { parameter.value.copy(from: Tensor(start, shape: parameter.value.shape)) }
        return try model.gradients(batch, loss, step: 5)
      }
      let width: Float = 2e-2
      let slope = (try moved(width) - moved(-width)) / Double(2 * width)
      #expect(abs(slope - Double(norm)) < 0.01 * Double(norm), "\(name): \(slope) \(norm)")
    }
  }

  @Test(arguments: [LinkLoss.softmax, .binary(smoothing: 0.1)])
  func gradientsAreSet(loss: LinkLoss) throws {
    let file = try HDF5File(reading: Self.fixture, name: "tucker.h5")
    let index = try FactIndex(try graph(file))
    let model = try model(file, dropout: 0.3)
    let batch = QuestionBatch(index, questions: Array(0..<(index.count / 2)))
    try expectSetsGradients(of: model.parameters) { _ = try model.gradients(batch, loss, step: 1) }
  }

  @Test func questionsHoldEveryFactInBothDirections() throws {
    let file = try HDF5File(reading: Self.fixture, name: "tucker.h5")
    let graph = try graph(file)
    let index = try FactIndex(graph)
    #expect(index.relationNames == ["r0", "r0_rev", "r1", "r1_rev", "r2", "r2_rev"])
    var found = Set<[Int32]>()
    for question in 0..<index.count {
      for tail in index.tails(question) {
        found.insert([index.heads[question], index.relations[question], tail])
      }
      #expect(
        index.tails(head: index.heads[question], relation: index.relations[question])
          == index.tails(question))
    }
    var expected = Set<[Int32]>()
    for fact in 0..<graph.factCount {
      expected.insert([graph.heads[fact], 2 * graph.relations[fact], graph.tails[fact]])
      expected.insert([graph.tails[fact], 2 * graph.relations[fact] + 1, graph.heads[fact]])
    }
    #expect(found == expected && index.tails.count == expected.count)
    #expect(index.tails(head: 36, relation: 7).isEmpty)
  }

  @Test func heldOutFactsLeaveEveryEntityInTraining() throws {
    let file = try HDF5File(reading: Self.fixture, name: "tucker.h5")
    let graph = try graph(file)
    let holdout = Holdout(graph, fraction: 0.2, seed: 3)
    #expect(holdout.test.count == 30 && holdout.training.count == 120)
    let test = Set(holdout.test)
    #expect(test.count == 30 && holdout.training.allSatisfy { !test.contains(Fact(graph, $0)) })
    let most = Holdout(graph, fraction: 0.99, seed: 3)
    let used = Set(most.training.flatMap { [graph.heads[$0], graph.tails[$0]] })
    #expect(used == Set(graph.heads).union(graph.tails))
    #expect(Holdout(graph, fraction: 0.2, seed: 4).test != holdout.test)
  }

  @Test func knownFactsAreNeitherTrainedOnNorRanked() throws {
    let file = try HDF5File(reading: Self.fixture, name: "tucker.h5")
    let graph = try graph(file)
    let facts = (0..<graph.factCount).map { Fact(graph, $0) }
    let holdout = Holdout(graph, test: Array(facts[..<20]), known: Array(facts[15..<40]))
    #expect(holdout.test == Array(facts[..<20]) && holdout.known == Array(facts[20..<40]))
    #expect(holdout.training == Array(40..<graph.factCount))
  }

  @Test func aRelationNamedLikeAReverseIsRefused() throws {
    let file = try HDF5File(reading: Self.fixture, name: "tucker.h5")
    var graph = try graph(file)
    graph.relationNames = ["x", "x_rev", "y"]
    #expect(throws: Failure.self) { try FactIndex(graph) }
  }
}
