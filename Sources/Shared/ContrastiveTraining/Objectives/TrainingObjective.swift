package import Networks
package import Numerics
package import Ranks
package import Schemas

/// What an image encoder is trained towards: a loss of the features of a step's regions.
///
/// The encoder, its pictures, the mean over a region's views, the optimiser and the checkpoints are the trainer's; an
/// objective has its heads, says which regions a step sees, and evaluates. Listed in `ObjectiveRegistry`, it is a choice
/// of `cl-train --objective`, an attribute of the models, and a part of what a resumed run must share.
package protocol TrainingObjective: AnyObject, SendableMetatype {
  /// As `--objective` and the model's attribute have it.
  static var name: String { get }
  /// What it is, with its source, as `--help` says it.
  static var summary: String { get }
  /// What it reads besides the pictures.
  static var needs: [ObjectiveInput] { get }
  /// What it may be told; other options of this kind are refused beside it.
  static var options: [ObjectiveOption] { get }
  /// How a step sees each picture.
  static var sight: PictureSight { get }
  /// Whether pictures are changed to make views of them: as `PerturbationPreset.views` has it unless told otherwise. The
  /// statistics of normalisations are then those of pictures as they are, which is how they will be embedded.
  static var makesViews: Bool { get }
  /// Whether it takes the features of single pictures instead of the means over a region's views.
  static var readsPictures: Bool { get }

  /// New weights, keyed by the seed.
  /// - Throws: `Failure` where what it needs cannot serve.
  init(_ inputs: ObjectiveInputs) throws

  /// What a resumed run must share, besides what all objectives have.
  var settings: [RunSetting] { get }
  /// Its weights, in the order in which they train and are written.
  var parts: [ObjectivePart] { get }
  /// The head that weights of others may bring along.
  var imageHead: ProjectionHead? { get }
  /// How vectors are compared, for the monitors.
  var similarity: ContrastiveLoss.Similarity { get }

  /// Regions that a step sees behind those of its batch, each list one for each region of the batch. Depends on the
  /// seed, the epoch and each region alone.
  func companions(of regions: [Int], epoch: Int) -> [[Int]]

  /// Brings the statistics of its own normalisations up to date with its weights.
  /// - Parameters:
  ///   - entities: of the training regions.
  ///   - together: how many a step sees.
  func measureStatistics(of entities: [Int], together: Int)

  /// From here on steps are cut so. Whoever takes the features of regions is given those of all shards, and need not know;
  /// whoever `readsPictures` has those of this rank's.
  func use(_ shards: BatchShards)

  /// The loss of a step; gradients are left alone.
  /// - Parameter features: [regions that the step sees × copies, d]: the batch, its companions, and both again where
  ///   the step sees every picture twice.
  func evaluate(_ features: Tensor, _ step: TrainingStep) throws -> ObjectiveLoss
}

extension TrainingObjective {
  package static var options: [ObjectiveOption] { [] }
  package static var readsPictures: Bool { false }
  package static var sight: PictureSight { .once }
  package static var makesViews: Bool { sight == .twoDraws }
  package var imageHead: ProjectionHead? { nil }
  package var similarity: ContrastiveLoss.Similarity { .cosine(temperature: 1) }
  package func companions(of regions: [Int], epoch: Int) -> [[Int]] { [] }
  package func measureStatistics(of entities: [Int], together: Int) {}
  package func use(_ shards: BatchShards) {}
}

/// How a step sees each picture.
package enum PictureSight: Sendable, Equatable {
  /// Once, changed where changes are asked for.
  case once
  /// Twice: first all as they are, then all changed.
  case asTheyAreAndChanged
  /// Twice, changed each time, by draws of their own (Chen et al. 2020).
  case twoDraws

  package var copies: Int { self == .once ? 1 : 2 }
}

/// What an objective may read besides the pictures.
package enum ObjectiveInput: String, Sendable, CaseIterable {
  /// Facts of the regions' entities.
  case graph
  /// The graph's embedding.
  case embedding
  /// Longitude and latitude of the regions.
  case coordinates
  /// Indicators of the regions.
  case labels
}

/// What some objectives may be told: a hyper-parameter of theirs under the name of its option.
package enum ObjectiveOption: String, Sendable, CaseIterable {
  case temperature, radius, similar, margin
  case normPenalty = "norm-penalty"
  case simclrWeight = "simclr-weight"
}

/// The regions and pictures of one step.
package struct TrainingStep {
  /// [pictures, height, width, bands], the views of a region side by side, of this rank's shards; must stay as they are
  /// until the way back.
  package let pictures: Tensor
  /// How often each picture is seen.
  package let copies: Int
  /// Pictures of each region that the step sees.
  package let views: [Int]
  /// Numbers of the regions that it sees among the training pairs: the batch's, then their companions.
  package let seen: [Int]
  /// Numbers of the batch's regions.
  package let regions: [Int]
  /// Their entities.
  package let entities: [Int]
  /// Counts the steps of the run; numbers what is drawn within one.
  package let number: UInt64

  /// - Parameters:
  ///   - copies: nil where all pictures are here, which tells them.
  ///   - seen: all regions; nil where they are the batch's.
  package init(
    pictures: Tensor, copies: Int? = nil, views: [Int], regions: [Int], entities: [Int], seen: [Int]? = nil,
    number: UInt64
  ) {
    self.pictures = pictures
    self.copies = copies ?? pictures.shape[0] / max(1, views.reduce(0, +))
    self.views = views
    self.seen = seen ?? regions
    self.regions = regions
    self.entities = entities
    self.number = number
  }
}

/// The loss of a step, with what the monitors look at and the way back.
package struct ObjectiveLoss {
  package let value: Double
  /// Whether `value` is a mean over the batch's regions; else it is their sum.
  package let isMean: Bool
  /// Vectors of the batch's regions, [regions, d].
  package let images: Tensor
  /// What each of `images` is to be near, [regions, d], where the loss is about pairs.
  package let partners: Tensor?
  /// Sets the gradients of the objective's parameters; gives that of the features. Once.
  package let backward: () -> Tensor

  package init(
    value: Double, isMean: Bool = true, images: Tensor, partners: Tensor? = nil,
    backward: @escaping () -> Tensor
  ) {
    self.value = value
    self.isMean = isMean
    self.images = images
    self.partners = partners
    self.backward = backward
  }
}
