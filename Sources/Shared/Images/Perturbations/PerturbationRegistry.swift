/// Every perturbation that the tools offer.
package enum PerturbationRegistry {
  /// In the order in which they change a picture.
  package static let all: [any Perturbation.Type] = [
    Clouds.self,
    HorizontalFlip.self,
    VerticalFlip.self,
    Brightness.self,
    GaussianNoise.self,
    GaussianBlur.self,
  ]
}
