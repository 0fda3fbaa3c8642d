/// Probabilities of several perturbations under one name.
package enum PerturbationPreset: String, CaseIterable, Sendable {
  /// The augmentation of the study that KnowCL's authors published after it.
  case augment
  /// Clouds over every picture.
  case cloudy
  /// Clouds over half of the pictures, then the augmentation.
  case combined

  /// Probability of each perturbation that takes part, by its name.
  package var probabilities: [String: Double] {
    switch self {
    case .augment:
      [
        HorizontalFlip.name: 0.5, VerticalFlip.name: 0.5, Brightness.name: 0.2, GaussianNoise.name: 0.1,
        GaussianBlur.name: 0.1,
      ]
    case .cloudy: [Clouds.name: 1]
    case .combined: Self.augment.probabilities.merging([Clouds.name: 0.5]) { $1 }
    }
  }

  /// The presets in which a perturbation takes part.
  package static func including(_ name: String) -> [PerturbationPreset] {
    allCases.filter { $0.probabilities[name] != nil }
  }
}
