internal import ContrastiveTraining
internal import Numerics
internal import Schemas
internal import TestSupport
import Testing

/// Losses and gradients of the objectives against PyTorch; see `make_objectives.py`, which draws everything from the same
/// hash.
@Suite struct ObjectiveParityTests {
  private typealias Fixture = ObjectiveFixture

  private func expect(
    _ name: String, _ loss: Double, _ gradients: [(String, Tensor)],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let fixture = try NumericFixture("objectives.h5")
    let expected = try fixture.doubles("\(name)/loss")[0]
    #expect(
      abs(loss - expected) <= 1e-4 * abs(expected), "\(name): \(loss), PyTorch \(expected)",
      sourceLocation: sourceLocation)
    for (key, gradient) in gradients {
      let error = relativeError(gradient.array, try fixture.floats("\(name)/gradient/\(key)"))
      #expect(error <= 1e-3, "\(name) by \(key): \(error)", sourceLocation: sourceLocation)
    }
  }

  private func gradient(_ objective: any TrainingObjective, _ name: String) throws -> Tensor {
    let parameters = objective.parts.flatMap(\.parameters)
    return try #require(parameters.first { $0.name == name }).parameter.gradient
  }

  @Test func ntXentIsThatOfPyTorch() throws {
    let vectors = Fixture.single("nt-xent", [12, 8], bound: 1)
    let (value, gradient) = NTXentLoss(temperature: 0.2).evaluate(
      vectors, regions: Array(0..<Fixture.batch) + Fixture.near)
    try expect("nt-xent", value, [("vectors", gradient)])
    let doubled = NTXentLoss(temperature: 0.2).evaluate(
      vectors, regions: Array(0..<Fixture.batch) + Fixture.near, weight: 2)
    #expect(abs(doubled.value - 2 * value) < 1e-12 * value)
    #expect(relativeError(doubled.gradient.array.map { $0 / 2 }, gradient.array) < 1e-6)
  }

  @Test func simclrIsThatOfPyTorch() throws {
    let objective = SimCLRObjective(try Fixture.inputs())
    try Fixture.load(objective)
    let loss = objective.evaluate(
      Fixture.single("simclr", [12, Fixture.features], bound: 1), Fixture.step())
    try expect(
      "simclr", loss.value,
      [
        ("features", loss.backward()), ("first", gradient(objective, "projector.0.weight")),
        ("second", gradient(objective, "projector.2.weight")),
      ])
  }

  @Test func pgSimCLRIsThatOfPyTorch() throws {
    let objective = try PGSimCLRObjective(try Fixture.inputs())
    try Fixture.load(objective)
    let loss = objective.evaluate(
      Fixture.single("pg-simclr", [18, Fixture.features], bound: 1),
      Fixture.step(seen: Array(0..<Fixture.batch) + Fixture.near + Fixture.similar))
    try expect(
      "pg-simclr", loss.value,
      [
        ("features", loss.backward()), ("first", gradient(objective, "projector.0.weight")),
        ("second", gradient(objective, "projector.2.weight")),
      ])
  }

  /// Among the triplets are some beyond the margin, one whose neighbour looks the same, and a vector of zeros.
  @Test func tile2vecIsThatOfPyTorch() throws {
    let objective = try Tile2VecObjective(try Fixture.inputs { ($0.margin, $0.normPenalty) = (0.3, 0.05) })
    let features = Fixture.single("tile2vec", [18, Fixture.features], bound: 1)
    for column in 0..<Fixture.features {
      features[Fixture.batch * Fixture.features + column] = features[column]
      features[(2 * Fixture.batch + 1) * Fixture.features + column] = 0
    }
    let loss = objective.evaluate(features, Fixture.step())
    try expect("tile2vec", loss.value, [("features", loss.backward())])
  }

  @Test func supervisedIsThatOfPyTorch() throws {
    let objective = SupervisedObjective(try Fixture.inputs())
    try Fixture.load(objective)
    let loss = objective.evaluate(
      Fixture.single("supervised", [Fixture.batch, Fixture.features], bound: 1), Fixture.step())
    try expect(
      "supervised", loss.value,
      [
        ("features", loss.backward()), ("weight", gradient(objective, "head.weight")),
        ("bias", gradient(objective, "head.bias")),
      ])
  }

  /// Pictures of 40 × 52, which the decoder's grid does not divide.
  @Test func autoencoderIsThatOfPyTorch() throws {
    let objective = AutoencoderObjective(try Fixture.inputs())
    let part = objective.parts[0]
    var state = part.state()
    for name in state.names where !name.contains("running_") && !name.hasSuffix("num_batches_tracked") {
      let shape = try #require(state[name]).shape
      let inputs = Double(shape.dropFirst().reduce(1, *))
      let values =
        if shape.count > 1 {
          Fixture.single(name, shape, bound: (3 / inputs).squareRoot())
        } else if name.hasSuffix("norm.weight") {
          Fixture.single(name, shape, bound: 0.2, centre: 1)
        } else {
          Fixture.single(name, shape, bound: 0.1)
        }
      state[name] = .init(shape: shape, values: values.array)
    }
    try part.load(state, "decoder")
    let pictures = Fixture.single("pictures", [3, 40, 52, 3], bound: 0.5, centre: 0.5)
    let loss = try objective.evaluate(
      Fixture.single("autoencoder", [3, Fixture.features], bound: 1), Fixture.step(pictures: pictures))
    try expect("autoencoder", loss.value, [("features", loss.backward())])
    try expectGradients(
      of: part.parameters.map { (String($0.name.dropFirst("decoder.".count)), $0.parameter) },
      areThoseOf: NumericFixture("objectives.h5"), "autoencoder/")
  }

  /// Its parts are checked by themselves.
  @Test func graphAndViewsAreTheWeightedSum() throws {
    let inputs = try Fixture.inputs { $0.simclrWeight = 0.7 }
    let features = Fixture.single("simclr", [12, Fixture.features], bound: 1)
    let (graph, views) = (try GraphObjective(inputs), SimCLRObjective(inputs))
    // With a graph encoder of its own, which keeps what its last pass needs on the way back.
    let both = try GraphSimCLRObjective(try Fixture.inputs { $0.simclrWeight = 0.7 })
    for objective in [graph, both] as [any TrainingObjective] { try Fixture.load(objective) }
    for (name, parameter) in views.parts.flatMap(\.parameters) {
      let name = name.replacing("projector", with: "views_projector")
      parameter.value.copy(from: Fixture.single(name, parameter.value.shape, bound: 0.4))
    }
    let parts = (try graph.evaluate(features, Fixture.step()), views.evaluate(features, Fixture.step()))
    let sum = try both.evaluate(features, Fixture.step())
    #expect(abs(sum.value - parts.0.value - 0.7 * parts.1.value) < 1e-5 * sum.value)
    let gradients = (parts.0.backward().array, parts.1.backward().array)
    let expected = zip(gradients.0, gradients.1).map { $0 + 0.7 * $1 }
    #expect(relativeError(sum.backward().array, expected) < 1e-5)
    let scaled = try gradient(views, "projector.0.weight").array.map { 0.7 * $0 }
    #expect(relativeError(try gradient(both, "views_projector.0.weight").array, scaled) < 1e-5)
  }
}
