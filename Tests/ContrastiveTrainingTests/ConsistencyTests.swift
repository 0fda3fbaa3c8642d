internal import ContrastiveTraining
internal import GraphNetworks
internal import Networks
internal import Numerics
internal import TestSupport
import Testing

/// Training on pictures and the same pictures changed.
@Suite struct ConsistencyTests {
  private let n = 6
  private let d = 5

  private func features(_ name: String) -> [Float] {
    Hashed.uniform(name, n * d).map { Float(4 * $0 - 2) }
  }

  private func tensor(_ values: [Float]) -> Tensor { Tensor(values, shape: [n, d]) }

  /// The definition, plainly.
  private func plain(_ clear: [Float], _ changed: [Float]) -> (difference: Double, spread: Double) {
    var result = (difference: 0.0, spread: 0.0)
    for (x, y) in zip(clear, changed) { result.difference += Double(y - x) * Double(y - x) }
    for table in [clear, changed] {
      for column in 0..<d {
        let values = stride(from: column, to: n * d, by: d).map { Double(table[$0]) }
        let mean = values.reduce(0, +) / Double(n)
        result.spread += values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      }
    }
    return result
  }

  @Test func valueAndGradientAreTheDefinitions() {
    let (clear, changed) = (features("clear"), features("changed"))
    let expected = plain(clear, changed)
    let result = ConsistencyLoss.evaluate(clear: tensor(clear), changed: tensor(changed))
    #expect(abs(result.value - expected.difference / expected.spread) < 1e-9)
    let gradient = zip(clear, changed).map { Float(2 * Double($1 - $0) / expected.spread) }
    #expect(relativeError(result.changed.array, gradient) < 1e-6)
  }

  @Test func ofEqualFeaturesIsZeroAndHasNoDirection() {
    let same = features("same")
    let result = ConsistencyLoss.evaluate(clear: tensor(same), changed: tensor(same))
    #expect(result.value == 0 && result.changed.array.allSatisfy { $0 == 0 })
    let flat = [Float](repeating: 3, count: n * d)
    let none = ConsistencyLoss.evaluate(clear: tensor(flat), changed: tensor(flat.map { $0 + 1 }))
    #expect(none.value == 0 && none.changed.array.allSatisfy { $0 == 0 })
  }

  private func model(consistency: Double?) throws -> ContrastiveModel {
    let graph = CompGCNGraph(
      entityCount: 6, relationCount: 2, heads: [0, 1, 2, 3, 4, 5], relations: [0, 1, 0, 1, 0, 1],
      tails: [1, 2, 3, 4, 5, 0])
    let nodes = Tensor(Hashed.uniform("nodes", 6 * 8).map { Float($0) }, shape: [6, 8])
    let relations = Tensor(Hashed.uniform("relations", 4 * 8).map { Float($0) }, shape: [4, 8])
    var options = CompGCN.Options()
    (options.sumDropout, options.outputDropout) = (0, 0)
    let network = try CompGCN(graph, nodes: nodes, relations: relations, options: options, seed: 1)
    var configuration = TrainingConfiguration()
    configuration.consistency = consistency
    let encoder = ResNet(.resNet18)
    return ContrastiveModel(
      encoder: encoder,
      objective: GraphObjective(
        graph: network, features: encoder.features, configuration: configuration, seed: 1), seed: 1)
  }

  /// A step of the first four regions.
  private func step(_ pictures: Tensor, views: Int = 1) -> TrainingStep {
    TrainingStep(
      pictures: pictures, views: [Int](repeating: views, count: 4), regions: [0, 1, 2, 3],
      entities: [0, 1, 2, 3], number: 0)
  }

  /// Twins that are the same picture are one batch seen twice: the contrastive loss of one half, no distance.
  @Test func twinsOfUnchangedPicturesAddNothing() throws {
    let pictures = Hashed.images("twins", [4, 32, 32, 3]).array
    let twins = Tensor(pictures + pictures, shape: [8, 32, 32, 3])
    let loss = try model(consistency: 5).evaluate(step(twins)).loss
    let alone = try model(consistency: nil).evaluate(step(Tensor(pictures, shape: [4, 32, 32, 3]))).loss
    #expect(abs(loss.value - alone.value) < 1e-3 * alone.value)
    #expect(loss.images.shape == [4, 64])
  }

  /// A step along the gradient lowers the whole loss by its slope.
  @Test func gradientOfTwinsIsThatOfTheLossInTheHead() throws {
    let pictures = Hashed.images("pairs", [8, 32, 32, 3])
    let model = try model(consistency: 0)
    let before = try model.evaluate(step(pictures))
    model.backward(before)
    let head = try #require(model.parameters.first { $0.name == "projector.2.weight" }).parameter
    let slope = head.gradient.array.reduce(0.0) { $0 + Double($1) * Double($1) }
    let length = Float(1e-3 / slope.squareRoot())
    for index in 0..<head.value.count { head.value[index] -= length * head.gradient[index] }
    let gain = before.loss.value - (try model.evaluate(step(pictures)).loss.value)
    #expect(abs(gain / (Double(length) * slope) - 1) < 0.05, "\(gain) of \(Double(length) * slope)")
  }

  /// See `Parameter`: of every part, and never by the evaluation.
  @Test(arguments: [1, 2]) func aPassSetsEveryGradientOnItsWayBack(views: Int) throws {
    let model = try model(consistency: 1)
    let pictures = Hashed.images("pass", [8 * views, 32, 32, 3])
    try expectSetsGradients(of: model.parameters.map(\.parameter)) {
      model.backward(try model.evaluate(step(pictures, views: views)))
    }
    for (_, parameter) in model.parameters { parameter.gradient.fill(.nan) }
    _ = try model.evaluate(step(pictures, views: views))
    #expect(model.parameters.allSatisfy { $0.parameter.gradient.array.allSatisfy(\.isNaN) })
  }
}
