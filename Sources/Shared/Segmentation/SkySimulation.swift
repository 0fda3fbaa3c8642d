package import Images

extension PerturbationSequence {
  /// Skies that a network learns to see through unless told otherwise: `cumulus` with smaller and more clouds, softer and
  /// coloured edges, and other shadows than in the one scene that it is fitted to, nearer to their clouds so that both are often
  /// in the picture; then another day's light, mirror and flip.
  package static var sky: PerturbationSequence {
    var clouds = Clouds()
    clouds.sky = CloudSettings(.cumulus)
    clouds.sky.sun.distance = .share(0.4)
    for (parameter, range) in [
      (.maxLevel, 0.85...1), (.clear, 0.25...0.5), (.gain, 2.5...6), (.extent, 5...12),
      (.shadowLevel, 0.5...0.8), (.offset, 8...8),
    ] as [(CloudParameter, ClosedRange<Double>)] {
      clouds.sky.parameters.set(parameter, range)
    }
    return PerturbationSequence([
      (clouds, 1), (HorizontalFlip(), 0.5), (VerticalFlip(), 0.5), (Radiometry(), 0.5),
    ])
  }
}
