import ArgumentParser
internal import Prediction

enum Model: String, CaseIterable {
  case ridge
  case elasticNet = "elastic-net"
  case lasso, mlp
  case randomForest = "random-forest"
  case gradientBoosting = "gradient-boosting"
  case knn, mean

  static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}

enum Baseline: String, CaseIterable { case mean, coordinates }

struct ModelOptions: ParsableArguments {
  @Option(
    name: .customLong("model"),
    help: ArgumentHelp("Models: \(Model.names); repeat or separate by commas.", valueName: "names"),
    completion: .list(Model.allCases.map(\.rawValue)))
  var modelLists: [String] = ["ridge"]

  @Option(
    name: .customLong("baselines"),
    help: ArgumentHelp("Models without features: mean, coordinates.", valueName: "names"),
    completion: .list(Baseline.allCases.map(\.rawValue)))
  var baselineLists: [String] = []

  @Option(help: ArgumentHelp("Neighbours of knn and coordinates.", valueName: "k"))
  var neighbours = 5

  @Option(
    help: ArgumentHelp(
      "Published settings of mlp: si (satellite images) or sv (street views).", valueName: "name"))
  var preset: PerceptronSettings.Preset = .si

  @Option(help: ArgumentHelp("Learning rate of mlp, for every indicator.", valueName: "x"))
  var learningRate: Double?

  @Option(help: ArgumentHelp("Dropout of mlp.", valueName: "p"))
  var dropout: Double?

  @Option(help: ArgumentHelp("Weight decay of mlp.", valueName: "x"))
  var weightDecay: Double?

  @Option(help: ArgumentHelp("Hidden units of mlp.", valueName: "n"))
  var hidden = 512

  @Option(help: ArgumentHelp("Most epochs of mlp.", valueName: "n"))
  var epochs = 1000

  @Option(help: ArgumentHelp("Epochs without a better validation R² after which mlp stops.", valueName: "n"))
  var patience = 300

  @Flag(
    inversion: .prefixedNo,
    help:
      "Standardise the labels of mlp over the training regions (default: unless features are an encoder's and the indicator has published settings)."
  )
  var standardiseLabels: Bool?

  @Flag(
    inversion: .prefixedNo,
    help:
      "Standardise the features of mlp over the training regions (default: unless they are an encoder's). ridge, elastic-net, lasso and knn always do."
  )
  var standardise: Bool?

  @Flag(
    help:
      "Run mlp as the reference does: raw features and labels, and the same weights and dropout for every seed."
  )
  var reference = false

  var models: [Model] { list(modelLists).compactMap(Model.init) }
  var baselines: [Baseline] { list(baselineLists).compactMap(Baseline.init) }

  func validate() throws {
    try check(list(modelLists), Model.allCases.map(\.rawValue), "--model")
    try check(list(baselineLists), Baseline.allCases.map(\.rawValue), "--baselines")
    if models.isEmpty { throw ValidationError("--model names no model") }
    for (name, value, range) in [
      ("--neighbours", neighbours, 1...100_000), ("--hidden", hidden, 1...1 << 20),
      ("--epochs", epochs, 1...1 << 30), ("--patience", patience, 1...1 << 30),
    ] where !range.contains(value) {
      throw ValidationError("\(name) must be \(range.lowerBound) to \(range.upperBound), not \(value)")
    }
    if let learningRate, !(learningRate > 0 && learningRate <= 10) {
      throw ValidationError("--learning-rate must be above 0 and at most 10, not \(learningRate)")
    }
    if let dropout, !(0..<1).contains(dropout) {
      throw ValidationError("--dropout must be at least 0 and below 1, not \(dropout)")
    }
    if let weightDecay, !(weightDecay >= 0 && weightDecay <= 1000) {
      throw ValidationError("--weight-decay must be 0 to 1000, not \(weightDecay)")
    }
  }

  private func check(_ names: [String], _ known: [String], _ option: String) throws {
    for name in names where !known.contains(name) {
      throw ValidationError("\(option) knows \(known.joined(separator: ", ")), not '\(name)'")
    }
    if Set(names).count < names.count { throw ValidationError("\(option) names something twice") }
  }

  /// Whether mlp standardises features.
  /// - Parameter encoded: whether they are those that the published settings were found on.
  func standardises(encoded: Bool) -> Bool { standardise ?? !(encoded || reference) }

  func settings(_ indicator: String, encoded: Bool) -> PerceptronSettings {
    var settings = PerceptronSettings(preset, indicator: indicator)
    settings.learningRate = learningRate ?? settings.learningRate
    settings.dropout = dropout ?? settings.dropout
    settings.weightDecay = weightDecay ?? settings.weightDecay
    let unpublished = settings.standardisesLabels || !encoded
    settings.standardisesLabels = standardiseLabels ?? (unpublished && !reference)
    settings.hidden = hidden
    settings.epochs = epochs
    settings.patience = patience
    return settings
  }
}

extension PerceptronSettings.Preset: ExpressibleByArgument {}
