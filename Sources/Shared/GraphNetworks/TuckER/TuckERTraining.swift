/// What shapes a training of TuckER, besides its facts and seed.
package struct TuckERTraining: Sendable {
  package var loss = LinkLoss.softmax
  package var candidates = Candidates.all
  /// Passes over all questions.
  package var epochs = 200
  /// Questions a step.
  package var batch = 1024
  package var learningRate = 3e-3
  /// Factor on the learning rate after every epoch.
  package var decay = 0.995
  package var seed: UInt64

  package init(seed: UInt64) { self.seed = seed }
}
