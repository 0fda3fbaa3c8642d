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

  /// As an option and in files.
  var name: String {
    switch self {
    case .softmax: "softmax"
    case .questionSoftmax: "question-softmax"
    case .binary: "bce"
    }
  }
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
  /// Replaces the scores of all n candidates for one row by the loss's gradient.
  /// - Returns: what the row adds to the loss.
  func replace(_ scores: UnsafeMutablePointer<Float>, _ n: Int, row: Int, of targets: RowTargets) -> Double {
    targets.tails(row).withUnsafeBufferPointer { tails in
      let weight = weight(tails.count, among: n, of: targets)
      switch self {
      case .softmax, .questionSoftmax:
        return weight * kn_softmax_loss(n, scores, tails.baseAddress, tails.count, Float(weight))
      case .binary(let smoothing, let rule):
        let labels = rule.labels(smoothing, entities: n)
        return weight
          * kn_bce_loss(
            n, scores, tails.baseAddress, tails.count, Float(labels.base), Float(labels.step),
            Float(weight))
      }
    }
  }

  /// What each term of a row weighs: of a true tail's −log softmax, or of a candidate's cross-entropy.
  func weight(_ tails: Int, among candidates: Int, of targets: RowTargets) -> Double {
    switch self {
    case .softmax: 1 / Double(targets.facts)
    case .questionSoftmax: 1 / Double(targets.questions * tails)
    case .binary: 1 / (Double(targets.questions) * Double(candidates))
    }
  }
}
