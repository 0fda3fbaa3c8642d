internal import ContrastiveTraining
internal import Numerics
internal import Schemas
internal import Support
internal import TestSupport
import Testing

/// What holds of every registered objective.
@Suite struct ObjectiveTests {
  static let names = ObjectiveRegistry.all.map { $0.name }

  private func objective(_ name: String) throws -> any TrainingObjective {
    try #require(ObjectiveRegistry.named(name)).init(try ObjectiveFixture.inputs())
  }

  private func features(of objective: any TrainingObjective) -> Tensor {
    let batch = Array(0..<ObjectiveFixture.batch)
    let type = type(of: objective)
    let seen = batch.count * (1 + objective.companions(of: batch, epoch: 0).count)
    return ObjectiveFixture.single(
      "features", [type.readsPictures ? 3 : seen * type.sight.copies, ObjectiveFixture.features], bound: 1)
  }

  private func evaluate(_ objective: any TrainingObjective, _ features: Tensor? = nil) throws -> ObjectiveLoss
  {
    let batch = Array(0..<ObjectiveFixture.batch)
    let pictures =
      type(of: objective).readsPictures
      ? ObjectiveFixture.single("pictures", [3, 40, 52, 3], bound: 0.5) : Tensor([0])
    return try objective.evaluate(
      features ?? self.features(of: objective),
      ObjectiveFixture.step(
        seen: batch + objective.companions(of: batch, epoch: 0).joined(), pictures: pictures))
  }

  @Test func namesAreTheirOwnAndTheFirstIsTheStandard() {
    #expect(Set(Self.names).count == Self.names.count)
    #expect(ObjectiveRegistry.standard.name == "graph" && Self.names[0] == "graph")
    for name in Self.names { #expect(name.wholeMatch(of: /[a-z0-9]+([-+][a-z0-9]+)*/) != nil, "\(name)") }
  }

  /// See `Parameter`: the way back sets every gradient, the way forward none.
  @Test(arguments: names) func theWayBackSetsEveryGradient(name: String) throws {
    let objective = try objective(name)
    let parameters = objective.parts.flatMap(\.parameters).map(\.parameter)
    guard !parameters.isEmpty else { return }
    try expectSetsGradients(of: parameters) { _ = try evaluate(objective).backward() }
    for parameter in parameters { parameter.gradient.fill(.nan) }
    _ = try evaluate(objective)
    #expect(parameters.allSatisfy { $0.gradient.array.allSatisfy(\.isNaN) })
  }

  /// A step along the gradient lowers the loss by its slope.
  @Test(arguments: names) func theGradientOfTheFeaturesIsTheSlopeOfTheLoss(name: String) throws {
    let objective = try objective(name)
    let features = features(of: objective)
    let loss = try evaluate(objective, features)
    #expect(loss.value == (try evaluate(objective, features).value) && loss.value.isFinite)
    let gradient = try evaluate(objective, features).backward()
    #expect(gradient.shape == features.shape && gradient.array.allSatisfy(\.isFinite))
    let slope = gradient.array.reduce(0.0) { $0 + Double($1) * Double($1) }
    let length = Float(1e-2 / slope.squareRoot())
    for index in 0..<features.count { features[index] -= length * gradient[index] }
    let gain = loss.value - (try evaluate(objective, features).value)
    #expect(abs(gain / (Double(length) * slope) - 1) < 0.05, "\(gain) of \(Double(length) * slope)")
    #expect(loss.images.shape[0] > 1 && loss.partners?.shape ?? loss.images.shape == loss.images.shape)
  }

  @Test(arguments: names) func weightsGoThroughFiles(name: String) throws {
    let (one, other) = (try objective(name), try objective(name))
    for (_, parameter) in one.parts.flatMap(\.parameters) { parameter.value.fill(0.25) }
    for (part, target) in zip(one.parts, other.parts) {
      try target.load(part.state(), part.group)
      #expect(throws: (any Error).self) { try target.load(.init(), part.group) }
    }
    for (_, parameter) in other.parts.flatMap(\.parameters) {
      #expect(parameter.value.array.allSatisfy { $0 == 0.25 })
    }
    #expect(Set(one.parts.map(\.group)).count == one.parts.count)
  }

  @Test(arguments: names) func companionsAreDrawnAnewInEveryEpochAndByRegionAlone(name: String) throws {
    let objective = try objective(name)
    let all = Array(0..<ObjectiveFixture.regions)
    let lists = objective.companions(of: all, epoch: 1)
    #expect(lists == objective.companions(of: all, epoch: 1))
    #expect(lists.map { Array($0.reversed()) } == objective.companions(of: all.reversed(), epoch: 1))
    guard !lists.isEmpty else { return }
    #expect((2..<8).contains { objective.companions(of: all, epoch: $0) != lists })
    for list in lists { #expect(zip(all, list).allSatisfy { $0 != $1 }) }
  }

  /// Regions a kilometre apart in a row: neighbours within 1.5 km are those beside, all others distant.
  @Test func neighboursAreWithinTheRadiusAndOthersDistant() throws {
    let objective = try Tile2VecObjective(try ObjectiveFixture.inputs { $0.radius = 1500 })
    let all = Array(0..<ObjectiveFixture.regions)
    for epoch in 0..<20 {
      let lists = objective.companions(of: all, epoch: epoch)
      #expect(zip(all, lists[0]).allSatisfy { abs($0 - $1) == 1 })
      #expect(zip(all, lists[1]).allSatisfy { abs($0 - $1) > 1 })
    }
    // Without a neighbour within the radius, the nearest.
    let lonely = try Tile2VecObjective(try ObjectiveFixture.inputs { $0.radius = 10 })
    #expect(zip(all, lonely.companions(of: all, epoch: 0)[0]).allSatisfy { abs($0 - $1) == 1 })
    let failure = #expect(throws: Failure.self) {
      try Tile2VecObjective(try ObjectiveFixture.inputs { $0.radius = 1e6 })
    }
    #expect(failure?.message.contains("--radius") == true)
  }

  /// The fixture's places are of three kinds, by turns.
  @Test func similarRegionsHavePlacesOfTheSameKind() throws {
    let objective = try PGSimCLRObjective(try ObjectiveFixture.inputs { $0.similar = 3 })
    let all = Array(0..<ObjectiveFixture.regions)
    for epoch in 0..<20 {
      let similar = objective.companions(of: all, epoch: epoch)[1]
      #expect(zip(all, similar).allSatisfy { $0 % 3 == $1 % 3 && $0 != $1 })
    }
    var inputs = try ObjectiveFixture.inputs()
    var graph = ObjectiveFixture.graph
    graph.entityTypes = graph.entityTypes.map { $0 == .category ? .other : $0 }
    inputs.graph = graph
    let failure = #expect(throws: Failure.self) { try PGSimCLRObjective(inputs) }
    #expect(failure?.message.contains("categories") == true)
  }

  @Test func labelsThatCannotBeLearntAreRefused() {
    for (values, words) in [
      ([1, -1, 2], "-1.0"), ([3, 3, 3], "at least 2"), ([1, .nan, .nan], "at least 2"),
    ] {
      let failure = #expect(throws: Failure.self) {
        try RegionLabels([values], indicators: ["pop"], ids: ["a", "b", "c"], file: "t.csv")
      }
      #expect(failure?.message.contains(words) == true && failure?.subject == "t.csv")
    }
  }
}
