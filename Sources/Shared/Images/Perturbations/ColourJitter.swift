package import Support

/// Changes brightness, contrast and saturation by factors of their own, in an order that is drawn, as torchvision's
/// `ColorJitter` without the hue (the colour distortion of SimCLR, Chen et al. 2020, appendix A).
package struct ColourJitter: Perturbation {
  package static let name = "jitter"
  package static let help =
    "Change brightness, contrast and saturation by factors uniform in 1 ± 0.8 times --jitter-strength."
  package static let settings: [PerturbationSetting<ColourJitter>] = [
    .number(
      \.strength, "jitter-strength", "How much colours change.", in: 0...1, unit: "x", label: "strength")
  ]

  package var strength = 0.5

  package init() {}

  package func apply(to target: inout PerturbedPicture, random: inout Philox) {
    let span = 0.8 * strength
    let factors = (0..<3).map { _ in random.uniform(1 - span, 1 + span) }
    for change in random.permutation(3) {
      switch change {
      case 0: target.picture = target.picture.brightened(by: factors[0])
      case 1: target.picture = target.picture.contrasted(by: factors[1])
      default: target.picture = target.picture.saturated(by: factors[2])
      }
    }
  }
}
