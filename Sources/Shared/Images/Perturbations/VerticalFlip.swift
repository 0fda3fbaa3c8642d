package import Support

/// Exchanges top and bottom, as Pillow's `ImageOps.flip`.
package struct VerticalFlip: Perturbation {
  package static let name = "flip"
  package static let help = "Exchange top and bottom."

  package init() {}

  package func apply(to target: inout PerturbedPicture, random: inout Philox) { target.flip() }
}
