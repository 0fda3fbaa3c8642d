import Foundation
internal import GraphNetworks
import Testing

/// Of 7 candidates of which two are true: every sample of a size, against the definition in double precision.
@Suite struct SampledRowTests {
  private static let scores: [Double] = [0.3, -1.2, 2.0, 0.9, -0.4, 1.1, 0.2]
  private static let tails = [5, 2]
  private static let losses: [LinkLoss] = [
    .softmax, .questionSoftmax, .binary(smoothing: 0), .binary(smoothing: 0.1),
    .binary(smoothing: 0.2, rule: .uniform),
  ]

  private struct Outcome {
    var loss = 0.0
    /// By candidate.
    var slopes = [Double](repeating: 0, count: SampledRowTests.scores.count)
  }

  private func samples(_ size: Int, from first: Int = 0) -> [[Int]] {
    guard size > 0 else { return [[]] }
    return (first..<Self.scores.count).flatMap { number in
      samples(size - 1, from: number + 1).map { [number] + $0 }
    }
  }

  /// Row 1 of two in a step of three questions and five facts.
  private func found(_ loss: LinkLoss, _ sample: [Int]) -> Outcome {
    let targets = RowTargets(
      offsets: [0, 1, 3], tails: [0] + Self.tails.map(Int32.init), questions: 3, facts: 5)
    var scores = sample.map { Float(Self.scores[$0]) }
    var positives = [9] + Self.tails.map { Float(Self.scores[$0]) }
    var outcome = Outcome()
    outcome.loss = SampledRow(loss, targets, sample, of: Self.scores.count).replace(
      &scores, &positives, row: 1)
    for (number, slope) in zip(sample, scores) { outcome.slopes[number] += Double(slope) }
    for (number, slope) in zip(Self.tails, positives.dropFirst()) { outcome.slopes[number] += Double(slope) }
    #expect(positives[0] == 9, "another row's")
    return outcome
  }

  /// Over all candidates, each negative counting `times` so much.
  private func exact(_ loss: LinkLoss, _ negatives: [Int], times: Double) -> Outcome {
    let (scores, tails) = (Self.scores, Self.tails)
    var outcome = Outcome()
    switch loss {
    case .softmax, .questionSoftmax:
      let weight = loss == .softmax ? 1 / 5.0 : 1 / 6.0
      let total =
        tails.reduce(0) { $0 + exp(scores[$1]) } + times * negatives.reduce(0) { $0 + exp(scores[$1]) }
      for tail in tails { outcome.loss += weight * (log(total) - scores[tail]) }
      for number in tails { outcome.slopes[number] = weight * (2 * exp(scores[number]) / total - 1) }
      for number in negatives { outcome.slopes[number] = weight * 2 * times * exp(scores[number]) / total }
    case .binary(let smoothing, let rule):
      let n = Double(scores.count)
      let labels =
        smoothing == 0
        ? (0, 1)
        : rule == .paper ? (1 / n, 1 - smoothing + 1 / n) : (smoothing / (n - 1), 1 - smoothing)
      func add(_ number: Int, _ label: Double, _ factor: Double) {
        let p = 1 / (1 + exp(-scores[number]))
        outcome.loss -= factor / (3 * n) * (label * log(p) + (1 - label) * log(1 - p))
        outcome.slopes[number] += factor / (3 * n) * (p - label)
      }
      for number in tails { add(number, labels.1, 1) }
      for number in negatives { add(number, labels.0, times) }
    }
    return outcome
  }

  private func expectEqual(_ a: Outcome, _ b: Outcome) {
    #expect(abs(a.loss - b.loss) < 2e-6)
    for (a, b) in zip(a.slopes, b.slopes) { #expect(abs(a - b) < 2e-6) }
  }

  @Test(arguments: losses) func aSampleOfAllIsTheLossItself(loss: LinkLoss) {
    let negatives = Self.scores.indices.filter { !Self.tails.contains($0) }
    expectEqual(found(loss, Array(Self.scores.indices)), exact(loss, negatives, times: 1))
  }

  @Test(arguments: losses, [1, 3, 6])
  func drawnNegativesStandForTheirKindAndTrueTailsAreNoNegatives(loss: LinkLoss, size: Int) {
    for sample in samples(size) {
      let negatives = sample.filter { !Self.tails.contains($0) }
      expectEqual(found(loss, sample), exact(loss, negatives, times: 7 / Double(size)))
    }
  }

  /// All samples are equally likely: what they come to on average is what is estimated.
  @Test(arguments: [1, 2, 4]) func sumsOverCandidatesAreUnbiased(size: Int) {
    let all = samples(size)
    let total = Self.scores.reduce(0) { $0 + exp($1) }
    // Both true tails: 2 ln Z − Σ s.
    let own = Self.tails.reduce(0) { $0 + Self.scores[$1] }
    let estimates = all.map { exp((found(.softmax, $0).loss * 5 + own) / 2) }
    #expect(abs(estimates.reduce(0, +) / Double(all.count) - total) < 1e-4)
    let loss = LinkLoss.binary(smoothing: 0.1)
    let negatives = Self.scores.indices.filter { !Self.tails.contains($0) }
    var mean = Outcome()
    for outcome in all.map({ found(loss, $0) }) {
      mean.loss += outcome.loss / Double(all.count)
      for index in mean.slopes.indices { mean.slopes[index] += outcome.slopes[index] / Double(all.count) }
    }
    expectEqual(mean, exact(loss, negatives, times: 1))
  }
}
