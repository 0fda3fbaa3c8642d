/// Every perturbation that the tools offer.
package enum PerturbationRegistry {
  /// In the order in which they change a picture.
  package static let all: [any Perturbation.Type] = [
    Clouds.self,
    RandomCrop.self,
    HorizontalFlip.self,
    VerticalFlip.self,
    Radiometry.self,
    Brightness.self,
    ColourJitter.self,
    Greyscale.self,
    GaussianNoise.self,
    GaussianBlur.self,
  ]
}
