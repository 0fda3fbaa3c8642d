internal import GraphNetworks
internal import HDF5
internal import Ranks
internal import TestSupport
import Testing

/// A step of TuckER whose questions are cut into shards, on one rank and on several.
@Suite struct ShardedTuckERTests {
  enum Kind: CaseIterable {
    case all, typed, sampled
  }

  /// Loss, gradients and running statistics of a step, entities first.
  private static func step(
    _ kind: Kind, _ loss: LinkLoss, dropout: Double, shards: Int, _ ranks: any Ranks
  ) throws -> (loss: Double, values: [[Float]]) {
    let fixture = try CandidateFixture()
    let model = fixture.model(dropout: dropout, shards: BatchShards(shards, over: ranks))
    let candidates = fixture.loss(loss, of: model, sampleSize: kind == .sampled ? 3 : nil)
    let value =
      kind == .all
      ? try model.gradients(fixture.batch, loss, step: 3)
      : try model.gradients(fixture.batch, candidates, step: 3)
    var values = model.parameters.map(\.gradient.array)
    if kind != .all { values[0] = candidates.entityGradient }
    return (value, values + [model.statistics.values])
  }

  /// As PyTorch has them of the whole batch.
  @Test(arguments: ["softmax", "question", "binary", "uniform"])
  func gradientsOfShardsEqualPyTorchs(kind: String) throws {
    let file = try CandidateFixture.file()
    let loss = try #require(CandidateFixture.losses[kind])
    for shards in [2, 3, 5] {
      let (value, values) = try Self.step(.typed, loss, dropout: 0, shards: shards, SingleRank())
      let expected = try file.read("/\(kind)/loss", as: Double.self, shape: [1])[0]
      #expect(abs(value - expected) < 1e-5 * expected)
      for (name, gradient) in zip(CandidateFixture.names, values) {
        let theirs = try file.dataset("/\(kind)/gradient/\(name)").readAll(as: Float.self)
        let error = zip(gradient, theirs).map { abs($0 - $1) }.max()! / theirs.map(abs).max()!
        #expect(error < 1e-4, "\(name) in \(shards) shards")
      }
    }
  }

  /// More shards than questions leave some empty, and ranks with nothing to do.
  @Test(arguments: Kind.allCases) func anyNumberOfRanksGivesTheBitsOfOne(kind: Kind) throws {
    for loss in [LinkLoss.softmax, .binary(smoothing: 0.1)] {
      for shards in [3, 4, 40] {
        let one = try Self.step(kind, loss, dropout: 0.3, shards: shards, SingleRank())
        for ranks in [2, 3] {
          for other in try ThreadRanks.run(
            ranks, { try Self.step(kind, loss, dropout: 0.3, shards: shards, $0) })
          {
            #expect(other.loss == one.loss && other.values == one.values, "\(ranks) ranks, \(shards) shards")
          }
        }
      }
    }
  }
}
