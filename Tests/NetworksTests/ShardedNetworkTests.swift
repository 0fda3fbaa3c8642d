internal import Networks
internal import Numerics
internal import Ranks
internal import Schemas
internal import TestSupport
import Testing

/// A training pass in shards, on one rank and on several.
@Suite struct ShardedNetworkTests {
  private static let size = 40
  /// Made once, which takes longest.
  private static let weights = Result { try Hashed.network().state() }

  private static func network() throws -> ResNet {
    let network = ResNet(.resNet18)
    try network.load(try weights.get(), subject: "weights")
    return network
  }

  private static func pictures(_ range: Range<Int>) -> Tensor {
    let picture = size * size * 3
    let all = Hashed.images("shards", [9, size, size, 3])
    return Tensor(
      Array(all.array[(range.lowerBound * picture)..<(range.upperBound * picture)]),
      shape: [range.count, size, size, 3])
  }

  /// Features, gradients and running statistics of a pass over some pictures of nine, of which this rank sees its own.
  private static func pass(_ network: ResNet, shards count: Int, _ ranks: any Ranks, pictures: Int = 9) throws
    -> [String: [Float]]
  {
    let shards = BatchShards(count, over: ranks)
    network.use(shards)
    let cut = shards.cut(pictures)
    shards.begin(cut.map(\.count))
    let own = cut[shards.local.lowerBound].lowerBound..<cut[shards.local.upperBound - 1].upperBound
    let features = try network.forward(Self.pictures(own), training: true)
    let width = network.features
    let gradient = Tensor(Hashed.uniform("gradient", 9 * width).map { Float($0 - 0.5) }, shape: [9, width])
    network.backward(
      Tensor(
        Array(gradient.array[(own.lowerBound * width)..<(own.upperBound * width)]), shape: [own.count, width])
    )
    let all = Tensor([pictures, width])
    shards.gather(features.buffer, rows: cut.map(\.count), width: width, into: all.buffer)
    var results = ["features": all.array]
    for parameter in network.parameters { results[parameter.name] = parameter.gradient.array }
    let state = network.state()
    for name in state.names where name.contains("running") { results[name] = state[name]?.values }
    return results
  }

  /// The oracle is the pass over the whole batch, which ResNetTests hold against PyTorch.
  @Test func shardsGiveTheBatchUpToRounding() throws {
    let whole = try Self.pass(try Self.network(), shards: 1, SingleRank())
    for shards in [2, 4, 9] {
      let parts = try Self.pass(try Self.network(), shards: shards, SingleRank())
      #expect(parts.count == whole.count && parts != whole)
      for (name, values) in whole {
        #expect(relativeError(try #require(parts[name]), values) < 2e-3, "\(name) of \(shards) shards")
      }
    }
  }

  @Test func anyNumberOfRanksGivesTheBitsOfOne() throws {
    for (shards, pictures) in [(4, 9), (3, 9), (4, 2)] {
      let one = try Self.pass(try Self.network(), shards: shards, SingleRank(), pictures: pictures)
      for ranks in 2...shards {
        let results = try ThreadRanks.run(ranks) { ranks in
          try Self.pass(try Self.network(), shards: shards, ranks, pictures: pictures)
        }
        for result in results { #expect(result == one, "\(ranks) ranks, \(pictures) pictures") }
      }
    }
  }

  @Test func aLinearLayerSumsItsShardsToo() throws {
    @Sendable func gradients(_ count: Int, _ ranks: any Ranks) -> [[Float]] {
      let linear = Linear("linear", inputs: 6, outputs: 4)
      linear.initialize(.kaimingUniform, seed: 1)
      let shards = BatchShards(count, over: ranks)
      linear.shards = shards
      let cut = shards.cut(11)
      shards.begin(cut.map(\.count))
      let own = cut[shards.local].flatMap(Array.init)
      func rows(_ name: String, _ width: Int) -> Tensor {
        let all = Hashed.uniform(name, 11 * width).map { Float($0 - 0.5) }
        return Tensor(own.flatMap { all[($0 * width)..<(($0 + 1) * width)] }, shape: [own.count, width])
      }
      _ = linear.forward(rows("x", 6))
      linear.backward(rows("gradient", 4))
      return linear.parameters.map(\.gradient.array)
    }
    let (whole, parts) = (gradients(1, SingleRank()), gradients(4, SingleRank()))
    for (one, other) in zip(whole, parts) { #expect(relativeError(other, one) < 1e-5) }
    for ranks in 2...4 {
      for result in try ThreadRanks.run(ranks, { gradients(4, $0) }) { #expect(result == parts) }
    }
  }
}
