internal import Networks
internal import Schemas
internal import Numerics

extension PredictorKind {
  static let mlp = PredictorKind(
    "mlp", "the published predictor: Linear, dropout, ReLU, Linear, stopped on the validation part",
    settings: [
      "preset", "learning-rate", "dropout", "weight-decay", "hidden", "epochs", "patience",
      "standardise-labels", "standardise", "reference",
    ],
    fitted: PerceptronModel.self
  ) { settings, subject in
    let isReference = try settings.flag("reference") ?? false
    let isRaw = subject.isEncoded || isReference
    return PerceptronPredictor(
      settings: try PerceptronSettings(settings, subject, isReference: isReference),
      standardises: try settings.flag("standardise") ?? !isRaw, fixedSeed: isReference ? 0 : nil)
  }
}

/// The predictor of KnowCL (Liu et al., WWW 2023): a perceptron trained full batch with AdamW, kept at the
/// epoch of the best validation R².
package struct PerceptronPredictor: Predictor {
  package let validation = ValidationUse.stopping
  package let dependsOnSeed: Bool
  let settings: PerceptronSettings
  let standardises: Bool
  /// Replaces every seed, as the reference does.
  let fixedSeed: UInt64?

  /// - Parameters:
  ///   - standardises: scale features over the training regions first; the reference takes them raw.
  ///   - fixedSeed: one seed for all runs.
  package init(settings: PerceptronSettings, standardises: Bool = false, fixedSeed: UInt64? = nil) {
    self.settings = settings
    self.standardises = standardises
    self.fixedSeed = fixedSeed
    dependsOnSeed = fixedSeed == nil
  }

  package func fit(_ inputs: PredictorInputs, labels: [Double], fold: Fold, seed: UInt64, item: UInt64) throws
    -> any FittedPredictor
  {
    let features = inputs.features
    let scaling = standardises ? Standardisation(features, rows: fold.train) : nil
    let network = Perceptron(inputs: features.dimension, hidden: settings.hidden)
    network.initialize(seed: fixedSeed ?? seed, item: item)
    let scale =
      settings.standardisesLabels ? LabelScaling(standardising: fold.train.map { labels[$0] }) : .init()
    let dropout = Dropout(settings.dropout, seed: fixedSeed ?? seed, place: "perceptron \(item)")
    func part(_ rows: [Int]) -> (x: Tensor, y: [Double]) {
      (
        PerceptronModel.tensor(features, rows: rows, scaling),
        rows.map { (labels[$0] - scale.centre) / scale.spread }
      )
    }
    try PerceptronTraining.run(
      network, settings, dropout: dropout, train: part(fold.train), validation: part(fold.validation))
    return PerceptronModel(network, scaling, scale)
  }
}

extension PerceptronSettings {
  fileprivate init(_ settings: PredictorSettings, _ subject: PredictorSubject, isReference: Bool) throws {
    self.init(try settings.choice("preset", of: Preset.self) ?? .si, indicator: subject.indicator)
    learningRate =
      try settings.number("learning-rate", "above 0 and at most 10") { $0 > 0 && $0 <= 10 } ?? learningRate
    dropout = try settings.number("dropout", "at least 0 and below 1") { (0..<1).contains($0) } ?? dropout
    weightDecay = try settings.number("weight-decay", "0 to 1000") { (0...1000).contains($0) } ?? weightDecay
    let isUnpublished = standardisesLabels || !subject.isEncoded || subject.transform != .log1p
    standardisesLabels = try settings.flag("standardise-labels") ?? (isUnpublished && !isReference)
    hidden = try settings.integer("hidden", in: 1...1 << 20) ?? hidden
    epochs = try settings.integer("epochs", in: 1...1 << 30) ?? epochs
    patience = try settings.integer("patience", in: 1...1 << 30) ?? patience
  }
}
