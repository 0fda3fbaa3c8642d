package import GraphNetworks
package import Images
internal import Networks
internal import Schemas

/// What shapes a contrastive training run, besides its inputs and seed.
package struct TrainingConfiguration: Sendable, Equatable {
  /// Name of the image encoder's architecture.
  package var encoder = ImageArchitectures.standard.name
  package var graph = CompGCN.Options()
  /// Graph, norm and bias of the corrected or of the published code.
  package var convention = CompGCNGraph.Convention.corrected
  package var loss = ContrastiveLoss()
  package var learningRate = 3e-4
  /// Regions a step.
  package var batch = 128
  /// Passes over all regions, in total.
  package var epochs = 100

  /// How pictures are changed before the encoder sees them, drawn anew in every epoch.
  package var perturbations = PerturbationSequence()
  /// With a weight, each step sees every picture twice, as it is and changed, and this times
  /// `ConsistencyLoss` joins the loss; without, only the changed picture.
  package var consistency: Double?
  /// Statistics of the image encoder's normalisations in the model.
  package var statistics = Statistics.exact

  package init() {}

  /// Whether each step sees every picture twice.
  var seesTwins: Bool { consistency != nil }

  /// What batch normalisation in the trained encoder goes by.
  package enum Statistics: String, Sendable, CaseIterable {
    /// Those of the training pictures under the weights as they are in the model.
    case exact
    /// Averages that follow the last steps, as `torch.nn.BatchNorm2d` keeps them.
    case running
  }

  /// Models of before it was recorded are told by their weights.
  static let encoderAttribute = "encoder"
  /// What a model has that does not say; such settings are recorded where they are others.
  static let unrecorded: [String: RunSetting.Value] = ["neighbours": .text("all")]

  /// Everything that a resumed run must share with the run it goes on with. `epochs` is not among it: a
  /// finished run may be trained further.
  var hyperparameters: [RunSetting] {
    let temperature: Double? = if case .cosine(let temperature) = loss.similarity { temperature } else { nil }
    return [
      RunSetting(Self.encoderAttribute, .text(encoder)),
      RunSetting("convention", .text(convention.rawValue)),
      RunSetting("composition", .text(graph.composition.rawValue)),
      RunSetting("layers", .integer(graph.layers)),
      RunSetting("dropout_messages", .number(graph.sumDropout)),
      RunSetting("dropout_layers", .number(graph.outputDropout)),
      RunSetting("loss", .text(loss.form.rawValue)),
      RunSetting("similarity", .text(temperature == nil ? "dot" : "cosine")),
      RunSetting("temperature", .number(temperature ?? 1)),
      RunSetting("learning_rate", .number(learningRate)),
      RunSetting("batch", .integer(batch)),
      RunSetting("statistics", .text(statistics.rawValue)),
      RunSetting("perturbation", .text(perturbations.description)),
      RunSetting("consistency", .text(consistency.map { String($0) } ?? "none")),
      RunSetting("neighbours", .text(graph.neighbours?.map(\.description).joined(separator: ",") ?? "all")),
    ]
  }
}
