internal import CKernels

/// What is minimised over the scores of all entities as tails.
package enum LinkLoss: Sendable, Equatable {
  /// Mean over the batch's facts of −log softmax at the true tail; a question's true tails share one
  /// softmax.
  case softmax
  /// The same, averaged over each question's true tails and then over questions, so that every question
  /// weighs the same however many tails it has.
  case questionSoftmax
  /// Mean over questions and entities of the binary cross-entropy; ε = 0 leaves the labels 0 and 1.
  case binary(smoothing: Double, rule: LabelSmoothing = .paper)
}

/// What labels y become under a smoothing of ε among n entities.
package enum LabelSmoothing: String, Sendable, CaseIterable {
  /// (1 − ε) y + 1/n, as in the code of Balažević et al.
  case paper
  /// 1 − ε where y = 1 and ε/(n − 1) elsewhere, so that a single label is shared out (PyKEEN does so).
  case uniform

  /// The label of what is false, and how much more that of what is true is.
  func labels(_ smoothing: Double, entities n: Int) -> (base: Double, step: Double) {
    guard smoothing > 0 else { return (0, 1) }
    switch self {
    case .paper: return (1 / Double(n), 1 - smoothing)
    case .uniform:
      let base = smoothing / Double(max(n - 1, 1))
      return (base, 1 - smoothing - base)
    }
  }
}

extension LinkLoss {
  /// Replaces the scores of all n entities for one row of a batch by the loss's gradient.
  /// - Returns: what the row adds to the loss.
  func replace(_ scores: UnsafeMutablePointer<Float>, _ n: Int, row: Int, of batch: QuestionBatch) -> Double {
    batch.tails[batch.offsets[row]..<batch.offsets[row + 1]].withUnsafeBufferPointer { tails in
      switch self {
      case .softmax, .questionSoftmax:
        let facts = self == .softmax ? batch.tails.count : batch.count * tails.count
        let weight = 1 / Double(facts)
        return weight * kn_softmax_loss(n, scores, tails.baseAddress, tails.count, Float(weight))
      case .binary(let smoothing, let rule):
        let labels = rule.labels(smoothing, entities: n)
        let weight = 1 / (Double(batch.count) * Double(n))
        return weight
          * kn_bce_loss(
            n, scores, tails.baseAddress, tails.count, Float(labels.base), Float(labels.step),
            Float(weight))
      }
    }
  }
}
