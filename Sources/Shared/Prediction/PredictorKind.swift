internal import HDF5

/// A predictor that users can name: how it is made of settings, and read back from a file.
package struct PredictorKind: Sendable {
  /// In `--model`, in results and in files.
  package let name: String
  /// What it is, as the help says it.
  package let summary: String
  /// What it looks at. Without features it is a baseline.
  package let inputs: PredictorInputs.Parts
  /// The settings that it takes.
  package let settings: [String]
  /// - Throws: `Failure` (EX_USAGE) for a setting of no meaning.
  package let predictor: @Sendable (PredictorSettings, PredictorSubject) throws -> any Predictor
  /// What fitting leaves.
  package let fitted: any FittedPredictor.Type

  package init(
    _ name: String, _ summary: String, inputs: PredictorInputs.Parts = .features, settings: [String] = [],
    fitted: any FittedPredictor.Type,
    predictor: @escaping @Sendable (PredictorSettings, PredictorSubject) throws -> any Predictor
  ) {
    self.name = name
    self.summary = summary
    self.inputs = inputs
    self.settings = settings
    self.fitted = fitted
    self.predictor = predictor
  }

  /// Those that predict from features; what looks at nothing can stand beside them.
  package static var models: [PredictorKind] { all.filter { $0.inputs.isEmpty || $0.isModelOfFeatures } }
  /// Those that need no features.
  package static var baselines: [PredictorKind] { all.filter { !$0.isModelOfFeatures } }

  private var isModelOfFeatures: Bool { inputs.contains(.features) }

  package static func named(_ name: String) -> PredictorKind? { all.first { $0.name == name } }
}

/// What is predicted from what, as far as settings differ by it.
package struct PredictorSubject: Sendable {
  package let indicator: String
  /// Features a region; 0 without features.
  package let dimension: Int
  /// Whether the features are an image encoder's, for which the published predictor was made.
  package let isEncoded: Bool
  /// The scale of the labels.
  package let transform: LabelTransform

  package init(
    indicator: String, dimension: Int = 0, isEncoded: Bool = false, transform: LabelTransform = .log1p
  ) {
    self.indicator = indicator
    self.dimension = dimension
    self.isEncoded = isEncoded
    self.transform = transform
  }
}
