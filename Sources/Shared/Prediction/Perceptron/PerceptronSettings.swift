/// How a perceptron is trained: full batch, mean squared error, AdamW.
package struct PerceptronSettings: Sendable, Equatable {
  package var hidden = 512
  package var learningRate: Double
  package var dropout: Double
  package var weightDecay: Double
  /// Most epochs.
  package var epochs = 1000
  /// Epochs without a better validation R² after which training stops.
  package var patience = 300

  /// Whether labels are standardised over the training regions. With raw labels the published settings spend
  /// most epochs on reaching a mean such as that of ln(1 + income) ≈ 11, the more as AdamW decays biases too.
  package var standardisesLabels: Bool

  package init(
    learningRate: Double, dropout: Double, weightDecay: Double, standardisesLabels: Bool = false
  ) {
    self.standardisesLabels = standardisesLabels
    self.learningRate = learningRate
    self.dropout = dropout
    self.weightDecay = weightDecay
  }

  /// The published settings, found by search on each indicator.
  package enum Preset: String, Sendable, CaseIterable {
    /// Satellite images.
    case si
    /// Street views.
    case sv
  }

  /// The published settings of pop, edu and crime; for other indicators those of edu, on standardised labels.
  package init(_ preset: Preset, indicator: String) {
    self =
      switch (preset, indicator) {
      case (.si, "crime"): Self(learningRate: 5e-4, dropout: 0.5, weightDecay: 0)
      case (.si, "pop"), (.si, "edu"): Self(learningRate: 1e-3, dropout: 0.3, weightDecay: 1)
      case (.si, _): Self(learningRate: 1e-3, dropout: 0.3, weightDecay: 1, standardisesLabels: true)
      case (.sv, "pop"): Self(learningRate: 5e-3, dropout: 0.1, weightDecay: 0)
      case (.sv, "crime"): Self(learningRate: 1e-3, dropout: 0.1, weightDecay: 0)
      case (.sv, "edu"): Self(learningRate: 1e-3, dropout: 0.5, weightDecay: 0.1)
      case (.sv, _): Self(learningRate: 1e-3, dropout: 0.5, weightDecay: 0.1, standardisesLabels: true)
      }
  }
}
