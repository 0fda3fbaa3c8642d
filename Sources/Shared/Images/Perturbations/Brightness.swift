package import Support

/// Darkens by a random factor, as Pillow's `ImageEnhance.Brightness`.
package struct Brightness: Perturbation {
  package static let name = "brightness"
  package static let help = "Darken by a factor uniform between 0.5 and 1, or as --brightness-factors says."
  package static let settings: [PerturbationSetting<Brightness>] = [
    .range(
      \.factors, "brightness-factors", "What the factor is drawn from: 0 is black, 1 no change.", in: 0...1)
  ]

  package var factors = 0.5...1.0

  package init() {}

  package func apply(to target: inout PerturbedPicture, random: inout Philox) {
    let factor = random.uniform(factors.lowerBound, factors.upperBound)
    target.picture = target.picture.darkened(by: factor)
  }
}
