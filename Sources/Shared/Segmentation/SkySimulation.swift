package import Images

extension PerturbationSequence {
  /// Skies that a network learns to see through unless told otherwise: `cumulus` with thinner clouds, softer edges, other
  /// sizes and shadows than those of the one scene that it is fitted to, then another day's light, and mirror, flip and blur
  /// as anywhere.
  package static var sky: PerturbationSequence {
    var clouds = Clouds()
    clouds.sky = CloudSettings(.cumulus)
    clouds.sky.parameters.set(.maxLevel, 0.5...1)
    clouds.sky.parameters.set(.clear, 0.3...0.6)
    clouds.sky.parameters.set(.gain, 1.5...6)
    clouds.sky.parameters.set(.extent, 4...14)
    clouds.sky.parameters.set(.shadowLevel, 0.35...0.7)
    return PerturbationSequence([
      (clouds, 1), (HorizontalFlip(), 0.5), (VerticalFlip(), 0.5), (Radiometry(), 0.8), (GaussianBlur(), 0.3),
    ])
  }
}
