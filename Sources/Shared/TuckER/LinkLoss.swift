internal import CKernels

/// What is minimised over the scores of all entities as tails.
public enum LinkLoss: Sendable, Equatable {
  /// Mean over the batch's facts of −log softmax at the true tail; a question's true tails share one
  /// softmax.
  case softmax
  /// The same, averaged over each question's true tails and then over questions, so that every question
  /// weighs the same however many tails it has.
  case questionSoftmax
  /// Mean over questions and entities of the binary cross-entropy with labels (1 − ε) y + 1/entities,
  /// as Balažević et al. smooth them; ε = 0 leaves the labels 0 and 1.
  case binary(smoothing: Double)
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
      case .binary(let smoothing):
        let weight = 1 / (Double(batch.count) * Double(n))
        return weight
          * kn_bce_loss(
            n, scores, tails.baseAddress, tails.count, smoothing > 0 ? Float(1 / Double(n)) : 0,
            Float(1 - smoothing), Float(weight))
      }
    }
  }
}
