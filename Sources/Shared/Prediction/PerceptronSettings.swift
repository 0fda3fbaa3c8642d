/// How a perceptron is trained: full batch, mean squared error, AdamW.
public struct PerceptronSettings: Sendable, Equatable {
  public var hidden = 512
  public var learningRate: Double
  public var dropout: Double
  public var weightDecay: Double
  /// Most epochs.
  public var epochs = 1000
  /// Epochs without a better validation R² after which training stops.
  public var patience = 300

  public init(learningRate: Double, dropout: Double, weightDecay: Double) {
    self.learningRate = learningRate
    self.dropout = dropout
    self.weightDecay = weightDecay
  }

  /// The published settings, found by search on each indicator.
  public enum Preset: String, Sendable, CaseIterable {
    /// Satellite images.
    case si
    /// Street views.
    case sv
  }

  /// The published settings of an indicator; of the nearest kind for one that was not published.
  public init(_ preset: Preset, indicator: String) {
    self =
      switch (preset, indicator) {
      case (.si, "crime"): Self(learningRate: 5e-4, dropout: 0.5, weightDecay: 0)
      case (.si, _): Self(learningRate: 1e-3, dropout: 0.3, weightDecay: 1)
      case (.sv, "pop"): Self(learningRate: 5e-3, dropout: 0.1, weightDecay: 0)
      case (.sv, "crime"): Self(learningRate: 1e-3, dropout: 0.1, weightDecay: 0)
      case (.sv, _): Self(learningRate: 1e-3, dropout: 0.5, weightDecay: 0.1)
      }
  }
}
