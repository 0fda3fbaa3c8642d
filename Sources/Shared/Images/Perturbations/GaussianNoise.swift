package import Support

/// Adds a standard normal deviate, truncated to an integer, to every sample, as the published study does.
package struct GaussianNoise: Perturbation {
  package static let name = "noise"
  package static let help = "Add a standard normal deviate, truncated to an integer, to every sample."
  package static let settings: [PerturbationSetting<GaussianNoise>] = [
    .choice(
      \.mode, "noise-mode",
      "Noise beyond 0 or 255 wraps around (modulo, as published) or stops there.", valueName: "mode",
      mayIdle: true)
  ]

  package var mode = NoiseMode.modulo

  package init() {}

  package func apply(to target: inout PerturbedPicture, random: inout Philox) {
    let noise = TruncatedNormal.standard.draws(target.picture.pixels.count, &random)
    target.picture = target.picture.adding(noise, mode)
  }
}
