package import Support

/// Takes the colours away, as Pillow's `convert("L")` (a change of SimCLR, Chen et al. 2020).
package struct Greyscale: Perturbation {
  package static let name = "grey"
  package static let help = "Take the colours away."

  package init() {}

  package func apply(to target: inout PerturbedPicture, random: inout Philox) {
    target.picture = target.picture.saturated(by: 0)
  }
}
