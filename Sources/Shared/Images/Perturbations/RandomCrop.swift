package import Support

/// Cuts out a part of the picture and stretches it to the whole, as torchvision's `RandomResizedCrop` (Szegedy et al.
/// 2015, *Going Deeper with Convolutions*; the first change of SimCLR, Chen et al. 2020).
package struct RandomCrop: Perturbation {
  package static let name = "crop"
  package static let help = "Cut out a part and stretch it to the whole."
  package static let settings: [PerturbationSetting<RandomCrop>] = [
    .range(\.area, "crop-area", "What the part's share of the picture is drawn from.", in: 0.01...1)
  ]

  package var area = 0.2...0.9

  /// Widths by heights that are drawn from.
  private static let ratios = Elementary.log(3.0 / 4)...Elementary.log(4.0 / 3)
  private static let attempts = 10

  package init() {}

  package func apply(to target: inout PerturbedPicture, random: inout Philox) {
    target.crop(to: window(height: target.picture.height, width: target.picture.width, &random))
  }

  /// A part of the drawn area and shape; where none fits ten times over, the largest in the middle of a shape that does.
  private func window(height: Int, width: Int, _ random: inout Philox) -> PictureWindow {
    let pixels = Double(height * width)
    for _ in 0..<Self.attempts {
      let share = random.uniform(area.lowerBound, area.upperBound) * pixels
      let ratio = Elementary.exp(random.uniform(Self.ratios.lowerBound, Self.ratios.upperBound))
      let w = Int((share * ratio).squareRoot().rounded(.toNearestOrEven))
      let h = Int((share / ratio).squareRoot().rounded(.toNearestOrEven))
      guard (1...width).contains(w), (1...height).contains(h) else { continue }
      let top = random.index(below: height - h + 1)
      let left = random.index(below: width - w + 1)
      return PictureWindow(top: top, left: left, height: h, width: w)
    }
    // The middle, cut to the nearest shape.
    let h = min(height, max(1, Int((Double(width) / Elementary.exp(Self.ratios.lowerBound)).rounded())))
    let w = min(width, max(1, Int((Double(height) * Elementary.exp(Self.ratios.upperBound)).rounded())))
    return PictureWindow(top: (height - h) / 2, left: (width - w) / 2, height: h, width: w)
  }
}
