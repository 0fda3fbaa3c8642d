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
  /// Of NT-Xent, in the objectives that compare views.
  package var temperature = 0.1
  /// Of SimCLR's loss beside the graph's.
  package var simclrWeight = 1.0
  /// Metres within which regions are neighbours, in the objectives that go by nearness.
  package var radius = 1000.0
  /// Regions of the most similar places that a positive is drawn from.
  package var similar = 5
  /// By how much a distant region is to be farther than a neighbour, and the weight of the vectors' lengths (Tile2Vec).
  package var margin = 10.0
  package var normPenalty = 0.01
  package var learningRate = 3e-4
  /// Regions a step.
  package var batch = 128
  /// Parts of a batch whose sums are added in their order, so that many ranks can share it.
  package var shards = 1
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
  static let unrecorded: [String: RunSetting.Value] = [
    "objective": .text(ObjectiveRegistry.standard.name), "neighbours": .text("all"),
    "shards": .integer(1),
  ]

  /// Everything that a resumed run must share with the run it goes on with. `epochs` is not among it: a
  /// finished run may be trained further.
  func settings(of objective: any TrainingObjective) -> [RunSetting] {
    [
      RunSetting(Self.encoderAttribute, .text(encoder)),
      RunSetting("objective", .text(type(of: objective).name)),
    ] + objective.settings + [
      RunSetting("learning_rate", .number(learningRate)),
      RunSetting("batch", .integer(batch)),
      RunSetting("shards", .integer(shards)),
      RunSetting("statistics", .text(statistics.rawValue)),
      RunSetting("perturbation", .text(perturbations.description)),
      RunSetting("consistency", .text(consistency.map { String($0) } ?? "none")),
    ]
  }
}
