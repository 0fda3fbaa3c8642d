internal import ContrastiveTraining
internal import GraphNetworks
internal import Networks
internal import Numerics
internal import Schemas
internal import TestSupport
import Testing

/// Training against PyTorch, step by step; see `make_training.py`, which draws everything from the same hash.
@Suite struct TrainingParityTests {
  private static let (regions, entities, relations, facts, dimension) = (8, 20, 3, 60, 16)
  private static let (size, batch) = (64, 4)

  private static func single(_ name: String, _ count: Int, _ low: Double, _ high: Double) -> [Float] {
    Hashed.uniform(name, count).map { Float(low + (high - low) * $0) }
  }

  private static func column(_ name: String, below bound: Int) -> [Int32] {
    Hashed.uniform(name, facts).map { Int32($0 * Double(bound)) }
  }

  /// Fills every parameter of a state dict by the generator's rule.
  private static func weights(_ state: StateDict, prefix: String, factor: Double = 1, shift: Double = 0)
    -> StateDict
  {
    var state = state
    for name in state.names where !name.contains(".running_") && !name.hasSuffix("num_batches_tracked") {
      guard let shape = state[name]?.shape else { continue }
      let count = shape.reduce(1, *)
      let values: [Float]
      if shape.count > 1 {
        let bound = (6 / Double(count / shape[0])).squareRoot() * factor
        values = single(prefix + name, count, -bound, bound)
      } else {
        let isBias = name.hasSuffix("bias")
        values = single(prefix + name, count, isBias ? shift - 0.1 : 0.8, isBias ? shift + 0.1 : 1.2)
      }
      state[name] = .init(shape: shape, values: values)
    }
    return state
  }

  private static func model(_ encoder: ResNet.Member, shift: Double) throws -> ContrastiveModel {
    let graph = CompGCNGraph(
      entityCount: entities, relationCount: relations, heads: column("head", below: entities),
      relations: column("relation", below: relations), tails: column("tail", below: entities))
    var options = CompGCN.Options()
    options.sumDropout = 0
    options.outputDropout = 0
    let network = try CompGCN(
      graph, nodes: Tensor(single("nodes", entities * dimension, -1, 1), shape: [entities, dimension]),
      relations: Tensor(
        single("relations", 2 * relations * dimension, -1, 1), shape: [2 * relations, dimension]),
      options: options, seed: 1)
    let objective = GraphObjective(graph: network, features: encoder.features, seed: 1)
    let model = ContrastiveModel(encoder: ResNet(encoder), objective: objective, seed: 1)
    try model.encoder.load(
      weights(model.encoder.state(), prefix: "encoder.", shift: shift), subject: "encoder")
    try network.load(weights(network.state(), prefix: "graph."), subject: "graph")
    for head in [objective.projector, objective.graphProjector] {
      try head.load(weights(head.state(), prefix: "", factor: 0.2), subject: "head")
    }
    return model
  }

  struct Run: Sendable, CustomTestStringConvertible {
    let name: String
    let encoder: ResNet.Member
    let views: Int
    let steps: Int
    /// As the generator has it for deep networks.
    var isSteady = false
    var testDescription: String { name }
  }

  static let runs = [
    Run(name: "satellite", encoder: .resNet18, views: 1, steps: 10),
    Run(name: "street", encoder: .resNet18, views: 3, steps: 3),
    Run(name: "satellite-resnet34", encoder: .resNet34, views: 1, steps: 10, isSteady: true),
    Run(name: "satellite-resnet50", encoder: .resNet50, views: 1, steps: 10, isSteady: true),
  ]

  @Test(arguments: runs) func stepsFollowPyTorch(_ run: Run) throws {
    let expected = try NumericFixture("training.h5").doubles(run.name)
    let (views, steps) = (run.views, run.steps)
    let model = try Self.model(run.encoder, shift: run.isSteady ? 1 : 0)
    let optimiser = Adam(model.parameters.map(\.parameter), learningRate: run.isSteady ? 3e-5 : 3e-4)
    let pixels = Self.size * Self.size * 3
    let pictures = Hashed.uniform("pictures", Self.regions * views * pixels).map {
      Float(Int($0 * 256)) / 255
    }
    #expect(expected.count == steps)
    for (step, loss) in expected.enumerated() {
      let first = step % 2 * Self.batch
      let part = pictures[(first * views * pixels)..<((first + Self.batch) * views * pixels)]
      let pass = try model.evaluate(
        TrainingStep(
          pictures: Tensor(Array(part), shape: [Self.batch * views, Self.size, Self.size, 3]),
          views: [Int](repeating: views, count: Self.batch), regions: Array(0..<Self.batch),
          entities: Array(first..<(first + Self.batch)), number: UInt64(step)))
      model.backward(pass)
      optimiser.step()
      #expect(
        abs(pass.loss.value - loss) <= 1e-3 * abs(loss), "step \(step): \(pass.loss.value), PyTorch \(loss)")
    }
  }
}
