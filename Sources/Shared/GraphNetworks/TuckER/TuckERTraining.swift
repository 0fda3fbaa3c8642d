internal import Numerics
internal import Support

/// Trains TuckER on the questions of a fact index.
package struct TuckERTraining: Sendable {
  package var loss = LinkLoss.softmax
  package var epochs = 200
  /// Questions a step.
  package var batch = 1024
  package var learningRate = 3e-3
  /// Factor on the learning rate after every epoch.
  package var decay = 0.995
  package var seed: UInt64

  package init(seed: UInt64) { self.seed = seed }

  /// Trains for all epochs.
  /// - Parameter report: called after each epoch with its number (from 1) and mean loss.
  /// - Returns: the mean loss of every epoch.
  /// - Throws: `Failure` when the loss or a parameter is no longer a finite number.
  package func run(_ model: TuckER, on index: FactIndex, report: (Int, Double) -> Void = { _, _ in }) throws
    -> [Double]
  {
    let adam = Adam(model.parameters, learningRate: learningRate)
    var history: [Double] = []
    var step: UInt64 = 0
    for epoch in 0..<epochs {
      var random = Philox(seed: seed, "shuffle", UInt64(epoch))
      let order = random.permutation(index.count)
      var sum = 0.0
      var terms = 0
      for range in ranges(index.count) {
        let questions = QuestionBatch(index, questions: Array(order[range]))
        let count = loss == .softmax ? questions.tails.count : questions.count
        sum += try model.gradients(questions, loss, step: step) * Double(count)
        terms += count
        adam.step()
        step += 1
      }
      let mean = sum / Double(terms)
      // The last step of an epoch shows in no loss of it.
      guard mean.isFinite, model.parameters.allSatisfy({ $0.value.buffer.allSatisfy { $0.isFinite } }) else {
        throw Failure.data(nil, "training diverged in epoch \(epoch + 1); try a lower --learning-rate")
      }
      history.append(mean)
      report(epoch + 1, mean)
      adam.learningRate *= decay
    }
    return history
  }

  /// Batches of an epoch; a last one of a single question, which could not be normalised, joins the one
  /// before it.
  private func ranges(_ count: Int) -> [Range<Int>] {
    var ranges = stride(from: 0, to: count, by: batch).map { $0..<min($0 + batch, count) }
    if ranges.count > 1, let last = ranges.last, last.count == 1 {
      ranges.removeLast(2)
      ranges.append(last.lowerBound - batch..<count)
    }
    return ranges
  }
}
