import Foundation
internal import GraphNetworks
import Testing

/// Every sample of a size of 7 candidates, two of which are true, against the definition.
@Suite struct SampledRowTests {
  private func found(_ loss: LinkLoss, _ sample: [Int]) -> ExactRow.Outcome {
    var scores = sample.map { Float(ExactRow.scores[$0]) }
    var positives = [9] + ExactRow.tails.map { Float(ExactRow.scores[$0]) }
    var outcome = ExactRow.Outcome()
    outcome.loss = SampledRow(loss, ExactRow.targets, sample, of: ExactRow.scores.count).replace(
      &scores, &positives, row: 1)
    for (number, slope) in zip(sample, scores) { outcome.slopes[number] += Double(slope) }
    for (number, slope) in zip(ExactRow.tails, positives.dropFirst()) {
      outcome.slopes[number] += Double(slope)
    }
    #expect(positives[0] == 9, "another row's")
    return outcome
  }

  private func exact(_ loss: LinkLoss, _ negatives: [Int], times: Double) -> ExactRow.Outcome {
    ExactRow.loss(loss, times: Dictionary(uniqueKeysWithValues: negatives.map { ($0, times) }))
  }

  @Test(arguments: ExactRow.losses) func aSampleOfAllIsTheLossItself(loss: LinkLoss) {
    found(loss, Array(ExactRow.scores.indices)).expectEqual(exact(loss, ExactRow.negatives, times: 1))
  }

  @Test(arguments: ExactRow.losses, [1, 3, 6])
  func drawnNegativesStandForTheirKindAndTrueTailsAreNoNegatives(loss: LinkLoss, size: Int) {
    for sample in ExactRow.samples(size) {
      let negatives = sample.filter { !ExactRow.tails.contains($0) }
      found(loss, sample).expectEqual(exact(loss, negatives, times: 7 / Double(size)))
    }
  }

  /// All samples are equally likely: what they come to on average is what is estimated.
  @Test(arguments: [1, 2, 4]) func sumsOverCandidatesAreUnbiased(size: Int) {
    let all = ExactRow.samples(size)
    let total = ExactRow.scores.reduce(0) { $0 + exp($1) }
    // Both true tails: 2 ln Z − Σ s.
    let own = ExactRow.tails.reduce(0) { $0 + ExactRow.scores[$1] }
    let estimates = all.map { exp((found(.softmax, $0).loss * 5 + own) / 2) }
    #expect(abs(estimates.reduce(0, +) / Double(all.count) - total) < 1e-4)
    let loss = LinkLoss.binary(smoothing: 0.1)
    ExactRow.Outcome.mean(all.map { found(loss, $0) }).expectEqual(
      exact(loss, ExactRow.negatives, times: 1))
  }
}
