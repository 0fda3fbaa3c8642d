import Foundation
internal import GraphNetworks
import Testing

/// Three of 7 entities are candidates of their own, two of them true; every sample of the other four.
@Suite struct StratifiedRowTests {
  /// The true ones are numbers 1 and 2.
  private static let own = [0] + ExactRow.tails
  private static let others = ExactRow.scores.indices.filter { !own.contains($0) }
  private static let targets = RowTargets(offsets: [0, 1, 3], tails: [0, 1, 2], questions: 3, facts: 5)

  private static func samples(_ size: Int) -> [[Int]] {
    ExactRow.samples(size).filter { $0.allSatisfy(others.contains) }
  }

  private func found(_ loss: LinkLoss, _ sample: [Int]) -> ExactRow.Outcome {
    let numbers = Self.own + sample
    var scores = numbers.map { Float(ExactRow.scores[$0]) }
    let row = StratifiedRow(
      loss, Self.targets, own: Self.own.count,
      others: OtherEntities(drawn: sample.count, of: Self.others.count))
    var outcome = ExactRow.Outcome()
    outcome.loss = row.replace(&scores, row: 1)
    for (number, slope) in zip(numbers, scores) { outcome.slopes[number] = Double(slope) }
    return outcome
  }

  private func exact(_ loss: LinkLoss, _ sample: [Int], times: Double) -> ExactRow.Outcome {
    ExactRow.loss(
      loss, times: Dictionary(uniqueKeysWithValues: [(0, 1)] + sample.map { ($0, times) }))
  }

  @Test(arguments: ExactRow.losses, [1, 2, 4])
  func othersStandForAllThatAreNotOfTheType(loss: LinkLoss, size: Int) {
    #expect(Self.samples(size).count == [1: 4, 2: 6, 4: 1][size])
    for sample in Self.samples(size) {
      found(loss, sample).expectEqual(exact(loss, sample, times: 4 / Double(size)))
    }
  }

  /// The candidates themselves may be a sample, whose true tails take part apart from it.
  @Test(arguments: ExactRow.losses) func othersFollowASampleOfTheTypeToo(loss: LinkLoss) {
    for sample in Self.samples(2) {
      // Number 1 of the three is true.
      let numbers = Self.own[..<2] + sample
      var scores = numbers.map { Float(ExactRow.scores[$0]) }
      var positives = [9] + ExactRow.tails.map { Float(ExactRow.scores[$0]) }
      var outcome = ExactRow.Outcome()
      let row = SampledRow(
        loss, Self.targets, [0, 1], of: 3, others: OtherEntities(drawn: 2, of: Self.others.count))
      outcome.loss = row.replace(&scores, &positives, row: 1)
      for (number, slope) in zip(numbers, scores) { outcome.slopes[number] += Double(slope) }
      for (number, slope) in zip(ExactRow.tails, positives.dropFirst()) {
        outcome.slopes[number] += Double(slope)
      }
      outcome.expectEqual(ExactRow.loss(loss, times: [0: 1.5, sample[0]: 2, sample[1]: 2]))
    }
  }

  /// What all samples come to on average is the loss over all entities.
  @Test(arguments: [1, 2, 3]) func lossesOverAllEntitiesAreEstimatedWithoutBias(size: Int) {
    let all = Self.samples(size)
    let total = ExactRow.scores.reduce(0) { $0 + exp($1) }
    let own = ExactRow.tails.reduce(0) { $0 + ExactRow.scores[$1] }
    let estimates = all.map { exp((found(.softmax, $0).loss * 5 + own) / 2) }
    #expect(abs(estimates.reduce(0, +) / Double(all.count) - total) < 1e-4)
    let loss = LinkLoss.binary(smoothing: 0.1)
    ExactRow.Outcome.mean(all.map { found(loss, $0) }).expectEqual(exact(loss, Self.others, times: 1))
  }
}
