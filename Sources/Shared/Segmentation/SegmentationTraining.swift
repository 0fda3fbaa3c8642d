package import Images
internal import Schemas

/// What shapes the training of a segmentation network, besides its pictures and seed.
package struct SegmentationTraining: Sendable, Equatable {
  /// Passes over all regions.
  package var epochs = 40
  /// Regions a step.
  package var batch = 32
  /// Of Adam at first; it falls to 0 along half a cosine (Loshchilov & Hutter 2017, *SGDR*, without restarts).
  package var learningRate = 2e-3
  /// Clouds, whose masks are learnt, and what else changes pictures, drawn anew in every epoch.
  package var sky = PerturbationSequence.sky
  package var seed: UInt64

  package init(seed: UInt64) { self.seed = seed }

  var settings: [RunSetting] {
    [
      RunSetting("learning_rate", .number(learningRate)),
      RunSetting("batch", .integer(batch)),
      RunSetting("epochs", .integer(epochs)),
      RunSetting("perturbation", .text(sky.description)),
    ]
  }
}
