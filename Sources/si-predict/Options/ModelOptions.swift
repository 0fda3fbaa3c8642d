import ArgumentParser
internal import Prediction

struct ModelOptions: ParsableArguments {
  @Option(
    name: .customLong("model"),
    help: ArgumentHelp(
      "Models: \(PredictorKind.models.names); repeat or separate by commas.", valueName: "names"),
    completion: .list(PredictorKind.models.map(\.name)))
  var modelLists: [String] = ["ridge"]

  @Option(
    name: .customLong("baselines"),
    help: ArgumentHelp(
      "Models without features: \(PredictorKind.baselines.names).", valueName: "names"),
    completion: .list(PredictorKind.baselines.map(\.name)))
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

  @Option(
    name: .customLong("setting"),
    help: ArgumentHelp(
      "A setting of a model that has no option of its own; repeat.", valueName: "name=value"))
  var otherSettings: [String] = []

  /// - Throws: `ValidationError` for a name that is unknown or given twice.
  func models() throws -> [PredictorKind] {
    let models = try Self.kinds(modelLists, of: PredictorKind.models, "--model")
    if models.isEmpty { throw ValidationError("--model names no model") }
    return models
  }

  /// - Throws: `ValidationError` for a name that is unknown or given twice.
  func baselines() throws -> [PredictorKind] {
    try Self.kinds(baselineLists, of: PredictorKind.baselines, "--baselines")
  }

  private static func kinds(_ lists: [String], of known: [PredictorKind], _ option: String) throws
    -> [PredictorKind]
  {
    let names = list(lists)
    let kinds = try names.map { name in
      guard let kind = known.first(where: { $0.name == name }) else {
        throw ValidationError("\(option) knows \(known.names), not '\(name)'")
      }
      return kind
    }
    if Set(names).count < names.count { throw ValidationError("\(option) names something twice") }
    return kinds
  }

  /// The settings that options give.
  var settings: [String: String] {
    var settings = [
      "neighbours": "\(neighbours)", "preset": preset.rawValue, "hidden": "\(hidden)", "epochs": "\(epochs)",
      "patience": "\(patience)", "reference": "\(reference)",
    ]
    settings["learning-rate"] = learningRate.map { "\($0)" }
    settings["dropout"] = dropout.map { "\($0)" }
    settings["weight-decay"] = weightDecay.map { "\($0)" }
    settings["standardise-labels"] = standardiseLabels.map { "\($0)" }
    settings["standardise"] = standardise.map { "\($0)" }
    return settings
  }

  /// - Parameters:
  ///   - own: the settings that options give.
  ///   - kinds: the predictors that may take them.
  /// - Returns: those with the values of `--setting`.
  func merging(into own: [String: String], for kinds: [PredictorKind]) throws -> PredictorSettings {
    var settings = own
    let known = Set(kinds.flatMap(\.settings))
    for argument in otherSettings {
      let pieces = argument.split(separator: "=", maxSplits: 1).map(String.init)
      guard pieces.count == 2 else { throw ValidationError("--setting takes NAME=VALUE, not '\(argument)'") }
      guard known.contains(pieces[0]) else {
        let names = known.isEmpty ? "no setting" : known.sorted().joined(separator: ", ")
        throw ValidationError("--setting: these models know \(names), not '\(pieces[0])'")
      }
      settings[pieces[0]] = pieces[1]
    }
    return PredictorSettings(settings)
  }
}

extension [PredictorKind] {
  /// As a message lists them.
  var names: String { map(\.name).joined(separator: ", ") }
}

extension PerceptronSettings.Preset: ExpressibleByArgument {}
