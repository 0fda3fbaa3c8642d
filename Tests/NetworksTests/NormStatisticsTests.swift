internal import Networks
internal import Numerics
internal import Schemas
internal import TestSupport
import Testing

/// Statistics of batch normalisations measured under fixed weights.
@Suite struct NormStatisticsTests {
  private func pictures(_ range: Range<Int>) -> Tensor {
    let size = 40
    let all = Hashed.images("statistics", [9, size, size, 3])
    let picture = size * size * 3
    return Tensor(
      Array(all.array[(range.lowerBound * picture)..<(range.upperBound * picture)]),
      shape: [range.count, size, size, 3])
  }

  private func measured(_ batches: [Range<Int>]) throws -> StateDict {
    let network = try Hashed.network()
    // Training steps before must not matter.
    _ = try network.forward(pictures(0..<3), training: true)
    let statistics = NormStatistics()
    for batch in batches { try network.observe(pictures(batch), into: statistics) }
    network.adopt(statistics)
    return network.state()
  }

  /// The statistics of all pictures in one training step, which moves running ones from `before` by a tenth.
  private func ofOneBatch(_ name: String, _ before: StateDict, _ after: StateDict) throws -> [Float] {
    let (old, new) = (try #require(before[name]).values, try #require(after[name]).values)
    return zip(old, new).map { ($1 - 0.9 * $0) / 0.1 }
  }

  @Test func oneBatchGivesThatBatchsStatistics() throws {
    let exact = try measured([0..<9])
    let network = try Hashed.network()
    let before = network.state()
    _ = try network.forward(pictures(0..<9), training: true)
    let names = exact.names.filter { $0.contains("running_") }
    #expect(names.count == 40)
    for name in names {
      let values = try #require(exact[name]).values
      #expect(relativeError(values, try ofOneBatch(name, before, network.state())) < 1e-4, "\(name)")
    }
  }

  /// The stem sees the pictures themselves, so there a cut into batches changes nothing.
  @Test func batchesOfDifferentSizeAddUp() throws {
    let (whole, parts) = (try measured([0..<9]), try measured([0..<2, 2..<7, 7..<9]))
    for name in ["bn1.running_mean", "bn1.running_var"] {
      let (a, b) = (try #require(whole[name]).values, try #require(parts[name]).values)
      #expect(relativeError(a, b) < 1e-5, "\(name)")
    }
    let deep = "layer4.1.bn2.running_mean"
    #expect(try #require(whole[deep]).values != (try #require(parts[deep]).values))
  }

  @Test func measuringCountsNoStepAndNothingIsChangedByNoBatch() throws {
    let state = try measured([0..<9])
    #expect(state["bn1.num_batches_tracked"]?.integers == [1])
    let network = try Hashed.network()
    let before = network.state()
    network.adopt(NormStatistics())
    let after = network.state()
    for name in before.names { #expect(after[name]?.values == before[name]?.values, "\(name)") }
  }

  /// Gathering is told by the call: a training step meanwhile goes the usual way, and observing leaves no trace.
  @Test func observingChangesNothingInTheNetwork() throws {
    let (network, other) = (try Hashed.network(), try Hashed.network())
    let statistics = NormStatistics()
    try network.observe(pictures(0..<4), into: statistics)
    let before = network.state()
    for name in before.names { #expect(before[name] == other.state()[name], "\(name)") }
    for network in [network, other] { _ = try network.forward(pictures(4..<9), training: true) }
    let (one, two) = (network.state(), other.state())
    for name in one.names { #expect(one[name] == two[name], "\(name)") }
  }
}
