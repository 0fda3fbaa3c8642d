internal import CKernels
internal import Foundation
internal import Support

/// The loss of one question over its true tails and a sample of the other candidates.
///
/// The sample is simple and without replacement, so each of C candidates is in a sample of N with probability
/// π = N/C. A drawn negative stands for 1/π of its kind: its score becomes s − ln π in a softmax (the log-q
/// correction of Bengio & Senécal, 2008, and Jean et al., 2015, with inclusion probabilities in the place of q, as
/// in Horvitz & Thompson, 1952), and its cross-entropy counts 1/π times. True tails take part as they are, whether
/// drawn or not, and never as negatives. So the sums over candidates are estimated without bias, and N = C is the
/// loss itself. A sample of entities that are no candidates may follow, which stands for them in the same way: then what is
/// estimated is the loss over all entities.
package struct SampledRow: Sendable {
  private let loss: LinkLoss
  private let targets: RowTargets
  /// Numbers drawn, ascending.
  private let sample: [Int]
  private let population: Int
  private let others: OtherEntities
  private let ordinals: [Int32]

  /// - Parameter others: whose scores follow those of the sample.
  package init(
    _ loss: LinkLoss, _ targets: RowTargets, _ sample: [Int], of population: Int,
    others: OtherEntities = .none
  ) {
    self.loss = loss
    self.others = others
    self.targets = targets
    self.sample = sample
    self.population = population
    let most = zip(targets.offsets, targets.offsets.dropFirst()).map { $1 - $0 }.max() ?? 0
    ordinals = Array(0..<Int32(sample.count + others.drawn + most))
  }

  /// Replaces scores by the loss's gradient.
  /// - Parameters:
  ///   - scores: of the sample.
  ///   - positives: of all true tails of the segment.
  /// - Returns: what the row adds to the loss.
  package func replace(
    _ scores: UnsafeMutablePointer<Float>, _ positives: UnsafeMutablePointer<Float>, row: Int
  )
    -> Double
  {
    let (n, own) = (sample.count, positives + targets.offsets[row])
    let entities = population + others.population
    let tails = targets.tails(row)
    let hits = tails.compactMap(place)
    let chance = Double(n) / Double(population)
    let weight = loss.weight(tails.count, among: entities, of: targets)
    return ordinals.withUnsafeBufferPointer { ordinals in
      switch loss {
      case .softmax, .questionSoftmax:
        let negatives = n + others.drawn
        let value = withScratch(negatives + tails.count) { all in
          let correction = Float(-Elementary.log(chance))
          for index in 0..<n { all[index] = scores[index] + correction }
          for hit in hits { all[hit] = -.greatestFiniteMagnitude / 4 }
          for index in n..<negatives { all[index] = scores[index] + others.correction }
          (all + negatives).update(from: own, count: tails.count)
          let value = kn_softmax_loss(
            negatives + tails.count, all, ordinals.baseAddress! + negatives, tails.count, Float(weight))
          scores.update(from: all, count: negatives)
          own.update(from: all + negatives, count: tails.count)
          return value
        }
        for hit in hits { scores[hit] = 0 }
        return weight * value
      case .binary(let smoothing, let rule):
        let labels = rule.labels(smoothing, entities: entities)
        let (base, step) = (Float(labels.base), Float(labels.step))
        for hit in hits { scores[hit] = 0 }  // whose cross-entropy is ln 2 whatever the label
        let negatives =
          kn_bce_loss(n, scores, ordinals.baseAddress, 0, base, step, Float(weight / chance))
          - Double(hits.count) * Elementary.log(2)
        for hit in hits { scores[hit] = 0 }
        let positives = kn_bce_loss(
          tails.count, own, ordinals.baseAddress, tails.count, base, step, Float(weight))
        let rest = others.crossEntropy(scores + n, label: base, weight: weight)
        return weight * (negatives / chance + positives) + rest
      }
    }
  }

  /// Where a candidate is in the sample, if it was drawn.
  private func place(of number: Int32) -> Int? {
    var (low, high) = (0, sample.count)
    while low < high {
      let middle = (low + high) / 2
      if sample[middle] < Int(number) { low = middle + 1 } else { high = middle }
    }
    return low < sample.count && sample[low] == Int(number) ? low : nil
  }
}
