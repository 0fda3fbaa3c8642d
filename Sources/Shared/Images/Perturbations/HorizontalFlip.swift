package import Support

/// Exchanges left and right, as Pillow's `ImageOps.mirror`.
package struct HorizontalFlip: Perturbation {
  package static let name = "mirror"
  package static let help = "Exchange left and right."

  package init() {}

  package func apply(to target: inout PerturbedPicture, random: inout Philox) { target.mirror() }
}
