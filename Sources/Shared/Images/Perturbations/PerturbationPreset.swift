/// Probabilities of several perturbations under one name.
package enum PerturbationPreset: String, CaseIterable, Sendable {
  /// The augmentation of the study that KnowCL's authors published after it.
  case augment
  /// Clouds over every picture.
  case cloudy
  /// Clouds over half of the pictures, then the augmentation.
  case combined
  /// What makes two views of a picture in SimCLR (Chen et al. 2020), and the flip that pictures from above allow.
  case views

  /// Probability of each perturbation that takes part, by its name.
  package var probabilities: [String: Double] {
    switch self {
    case .augment:
      [
        HorizontalFlip.name: 0.5, VerticalFlip.name: 0.5, Brightness.name: 0.2, GaussianNoise.name: 0.1,
        GaussianBlur.name: 0.1,
      ]
    case .cloudy: [Clouds.name: 1]
    case .views:
      [
        RandomCrop.name: 1, HorizontalFlip.name: 0.5, VerticalFlip.name: 0.5, ColourJitter.name: 0.8,
        Greyscale.name: 0.2, GaussianBlur.name: 0.5,
      ]
    case .combined: Self.augment.probabilities.merging([Clouds.name: 0.5]) { $1 }
    }
  }

  /// The presets in which a perturbation takes part.
  package static func including(_ name: String) -> [PerturbationPreset] {
    allCases.filter { $0.probabilities[name] != nil }
  }
}

extension PerturbationSequence {
  /// What a preset stands for.
  package init(_ preset: PerturbationPreset) {
    self.init(PerturbationRegistry.all.map { ($0.init(), preset.probabilities[$0.name] ?? 0) })
  }
}
