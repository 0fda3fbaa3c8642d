package import Support

/// Blurs, as Pillow's `ImageFilter.GaussianBlur`.
package struct GaussianBlur: Perturbation {
  package static let name = "blur"
  package static let help = "Blur with a Gaussian."
  package static let settings: [PerturbationSetting<GaussianBlur>] = [
    .number(
      \.radius, "blur-radius", "Standard deviation of the Gaussian.", in: 0...1000, unit: "pixels",
      label: "radius", mayIdle: true)
  ]

  package var radius = 1.0

  package init() {}

  package func apply(to target: inout PerturbedPicture, random: inout Philox) {
    target.picture = target.picture.blurred(radius: radius)
  }
}
