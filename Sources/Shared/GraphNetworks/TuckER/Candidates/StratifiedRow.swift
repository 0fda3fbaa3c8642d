internal import CKernels

/// The loss of one question over all candidates of its relation's types and a sample of the other entities, which stands for
/// all of these: an estimate of the loss over all entities. Most of what competes in earnest is taken as it is, so that the
/// estimate varies little. True tails are never among the others. Without others it is the loss over the candidates itself.
package struct StratifiedRow: Sendable {
  private let loss: LinkLoss
  private let targets: RowTargets
  private let own: Int
  private let others: OtherEntities

  /// - Parameters:
  ///   - own: candidates, whose scores come first.
  ///   - others: whose scores follow.
  package init(_ loss: LinkLoss, _ targets: RowTargets, own: Int, others: OtherEntities) {
    self.loss = loss
    self.targets = targets
    self.own = own
    self.others = others
  }

  /// Replaces scores by the loss's gradient.
  /// - Returns: what the row adds to the loss.
  package func replace(_ scores: UnsafeMutablePointer<Float>, row: Int) -> Double {
    guard others.drawn > 0 else { return loss.replace(scores, own, row: row, of: targets) }
    switch loss {
    case .softmax, .questionSoftmax:
      let correction = others.correction
      for index in own..<(own + others.drawn) { scores[index] += correction }
      return loss.replace(scores, own + others.drawn, row: row, of: targets)
    case .binary(let smoothing, let rule):
      let all = own + others.population
      let labels = rule.labels(smoothing, entities: all)
      return targets.tails(row).withUnsafeBufferPointer { tails in
        let weight = loss.weight(tails.count, among: all, of: targets)
        let exact = kn_bce_loss(
          own, scores, tails.baseAddress, tails.count, Float(labels.base), Float(labels.step), Float(weight))
        return weight * exact
          + others.crossEntropy(scores + own, label: Float(labels.base), weight: weight)
      }
    }
  }
}
