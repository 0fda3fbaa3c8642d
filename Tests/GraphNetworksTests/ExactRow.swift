import Foundation
internal import GraphNetworks
import Testing

/// The loss of a question over some candidates, two of which are true, by its definition in double precision.
enum ExactRow {
  /// Of 7 candidates.
  static let scores: [Double] = [0.3, -1.2, 2.0, 0.9, -0.4, 1.1, 0.2]
  static let tails = [5, 2]
  static let losses: [LinkLoss] = [
    .softmax, .questionSoftmax, .binary(smoothing: 0), .binary(smoothing: 0.1),
    .binary(smoothing: 0.2, rule: .uniform),
  ]
  /// Row 1 of two in a step of three questions and five facts.
  static let targets = RowTargets(
    offsets: [0, 1, 3], tails: [0] + tails.map(Int32.init), questions: 3, facts: 5)

  struct Outcome {
    var loss = 0.0
    /// By candidate.
    var slopes = [Double](repeating: 0, count: ExactRow.scores.count)

    func expectEqual(_ other: Outcome) {
      #expect(abs(loss - other.loss) < 2e-6)
      for (a, b) in zip(slopes, other.slopes) { #expect(abs(a - b) < 2e-6) }
    }

    static func mean(_ outcomes: [Outcome]) -> Outcome {
      var mean = Outcome()
      for outcome in outcomes {
        mean.loss += outcome.loss / Double(outcomes.count)
        for index in mean.slopes.indices {
          mean.slopes[index] += outcome.slopes[index] / Double(outcomes.count)
        }
      }
      return mean
    }
  }

  static var negatives: [Int] { scores.indices.filter { !tails.contains($0) } }

  /// All choices of `size` among the numbers from `first` on.
  static func samples(_ size: Int, from first: Int = 0) -> [[Int]] {
    guard size > 0 else { return [[]] }
    return (first..<scores.count).flatMap { number in
      samples(size - 1, from: number + 1).map { [number] + $0 }
    }
  }

  /// - Parameter times: of some negatives, how much each counts.
  static func loss(_ loss: LinkLoss, times: [Int: Double]) -> Outcome {
    let negatives = times.sorted { $0.key < $1.key }
    var outcome = Outcome()
    switch loss {
    case .softmax, .questionSoftmax:
      let weight = loss == .softmax ? 1 / 5.0 : 1 / 6.0
      let total =
        tails.reduce(0) { $0 + exp(scores[$1]) } + negatives.reduce(0) { $0 + $1.value * exp(scores[$1.key]) }
      for tail in tails { outcome.loss += weight * (log(total) - scores[tail]) }
      for number in tails { outcome.slopes[number] = weight * (2 * exp(scores[number]) / total - 1) }
      for (number, times) in negatives {
        outcome.slopes[number] = weight * 2 * times * exp(scores[number]) / total
      }
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
      for (number, times) in negatives { add(number, labels.0, times) }
    }
    return outcome
  }
}
