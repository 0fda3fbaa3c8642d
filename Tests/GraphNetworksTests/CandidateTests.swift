import Foundation
internal import GraphNetworks
internal import HDF5
internal import Numerics
internal import Schemas
internal import TestSupport
import Testing

@Suite struct CandidateTests {
  private func error(_ found: [Float], _ expected: [Float]) -> Float {
    zip(found, expected).map { abs($0 - $1) }.max()! / expected.map(abs).max()!
  }

  @Test(arguments: ["softmax", "question", "binary", "uniform"])
  func typedLossAndGradientsEqualPyTorchs(kind: String) throws {
    let fixture = try CandidateFixture()
    let file = try CandidateFixture.file()
    let model = fixture.model()
    let loss = fixture.loss(try #require(CandidateFixture.losses[kind]), of: model)
    let value = try model.gradients(fixture.batch, loss, step: 0)
    let expected = try file.read("/\(kind)/loss", as: Double.self, shape: [1])[0]
    #expect(abs(value - expected) < 1e-5 * expected)
    for (name, parameter) in zip(CandidateFixture.names, model.parameters) {
      let gradient = name == "E" ? loss.entityGradient : parameter.gradient.array
      let theirs = try file.dataset("/\(kind)/gradient/\(name)").readAll(as: Float.self)
      #expect(error(gradient, theirs) < 1e-4, "\(name)")
    }
  }

  @Test func candidatesAreOfTheTypesThatTailsHave() throws {
    let fixture = try CandidateFixture()
    let sets = fixture.candidates.setOfRelation.map { fixture.candidates.sets[$0] }
    let places: [EntityType] = [.poi]
    let types: [[EntityType]] = [
      [.region], [.region], [.region], places, [.category], places, [.region, .category, .other], places,
    ]
    #expect(sets.map(\.types.types) == types)
    for (set, types) in zip(sets, types) {
      let members = fixture.types.indices.filter { types.contains(fixture.types[$0]) }.map(Int32.init)
      #expect(set.members.sorted() == members && set.count == members.count)
      #expect(set.members.indices.map(set.entity) == set.members)
      #expect(set.members.map(set.number) == Array(0..<Int32(set.count)))
    }
  }

  /// Masks and samples are functions of seed and step, so the loss is differentiable as it stands.
  @Test(
    arguments: [LinkLoss.softmax, .questionSoftmax, .binary(smoothing: 0.1)],
    [(nil, 0), (5, 0), (nil, 4), (5, 4)] as [(Int?, Int)])
  func gradientsAreThoseOfTheLoss(loss: LinkLoss, sizes: (sample: Int?, others: Int)) throws {
    let fixture = try CandidateFixture()
    let model = fixture.model(dropout: 0.3)
    let candidates = fixture.loss(loss, of: model, sampleSize: sizes.sample, otherSize: sizes.others)
    let batch = fixture.batch
    _ = try model.gradients(batch, candidates, step: 5)
    let gradients = zip(CandidateFixture.names, model.parameters).map {
      $0 == "E" ? candidates.entityGradient : $1.gradient.array
    }
    for (parameter, gradient) in zip(model.parameters, gradients) {
      let start = parameter.value.array
      let norm = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
      func moved(_ by: Float) throws -> Double {
        for i in start.indices { parameter.value[i] = start[i] + by * gradient[i] / norm }
        defer { parameter.value.copy(from: Tensor(start, shape: parameter.value.shape)) }
        return try model.gradients(batch, candidates, step: 5)
      }
      let width: Float = 1e-2
      let slope = (try moved(width) - moved(-width)) / Double(2 * width)
      #expect(abs(slope - Double(norm)) < 0.01 * Double(norm), "\(parameter.name): \(slope) \(norm)")
    }
  }

  /// The mean over steps of a sampled cross-entropy and of its gradient is the exact one: over the candidates, or with
  /// some of the others over all entities.
  @Test(arguments: [(4, 0), (4, 3), (nil, 3)] as [(Int?, Int)])
  func sampledCrossEntropyIsUnbiasedOverSteps(sizes: (sample: Int?, others: Int)) throws {
    let fixture = try CandidateFixture()
    let model = fixture.model()
    let loss = LinkLoss.binary(smoothing: 0.1)
    let exact = fixture.loss(loss, of: model, otherSize: sizes.others > 0 ? fixture.types.count : 0)
    let value = try model.gradients(fixture.batch, exact, step: 0)
    let sampled = fixture.loss(loss, of: model, sampleSize: sizes.sample, otherSize: sizes.others)
    let steps = 2000
    var values: [Double] = []
    let slopes = exact.entityGradient.map(Double.init)
    var sums = [(first: Double, second: Double)](repeating: (0, 0), count: slopes.count)
    for step in 0..<steps {
      values.append(try model.gradients(fixture.batch, sampled, step: UInt64(step)))
      for (index, slope) in sampled.entityGradient.enumerated() {
        let error = Double(slope) - slopes[index]
        sums[index].first += error
        sums[index].second += error * error
      }
    }
    let average = values.reduce(0, +) / Double(steps)
    let deviation = (values.map { ($0 - average) * ($0 - average) }.reduce(0, +) / Double(steps)).squareRoot()
    #expect(deviation > 0 && abs(average - value) < 4 * deviation / Double(steps).squareRoot())
    // The sum of independent errors of mean 0 has the sum of their squares for a variance. Rounding stays.
    let far = sums.map { abs($0.first) / ($0.second.squareRoot() + Double(steps) * 1e-9) }.max()!
    #expect(far < 5, "\(far)")
  }

  /// With all others in the sample, the loss and its gradients are those over all entities.
  @Test(arguments: [LinkLoss.softmax, .questionSoftmax, .binary(smoothing: 0.1)])
  func typedCandidatesAndAllOthersAreAllEntities(loss: LinkLoss) throws {
    let fixture = try CandidateFixture()
    let (model, whole) = (fixture.model(), fixture.model())
    let own = fixture.loss(loss, of: model, otherSize: fixture.types.count)
    let value = try model.gradients(fixture.batch, own, step: 0)
    let expected = try whole.gradients(fixture.batch, loss, step: 0)
    #expect(abs(value - expected) < 1e-6 * expected)
    for (name, (parameter, other)) in zip(CandidateFixture.names, zip(model.parameters, whole.parameters)) {
      let gradient = name == "E" ? own.entityGradient : parameter.gradient.array
      #expect(error(gradient, other.gradient.array) < 1e-5, "\(name)")
    }
  }

  @Test func stepsThatAreSampledReachOnlyWhatTheyDraw() throws {
    let fixture = try CandidateFixture()
    let model = fixture.model()
    func rows(_ step: UInt64, seed: UInt64 = 1) throws -> Set<Int32> {
      let loss = fixture.loss(.softmax, of: model, sampleSize: 3, seed: seed)
      _ = try model.gradients(fixture.batch, loss, step: step)
      return Set(loss.rows.rows)
    }
    let needed = Set(fixture.batch.heads).union(fixture.batch.tails)
    let first = try rows(1)
    #expect(first.isSuperset(of: needed) && first.count <= needed.count + 3 * fixture.batch.segments.count)
    #expect(try rows(1) == first)
    // Of few steps one at least draws something that nothing else reaches.
    #expect(
      try (2..<12).contains { try rows($0) != first } && (2..<12).contains { try rows(1, seed: $0) != first })
  }
}
