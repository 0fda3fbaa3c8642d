package import Support

/// Lays fractal-noise clouds and their shadows over pictures (Czerkawski et al., "SatelliteCloudGenerator",
/// Remote Sensing 15(17):4138, 2023; docs/method.md has the formulae). A value without state: any number of
/// threads may share it.
package struct CloudGenerator: Sendable, Equatable {
  package let settings: CloudSettings

  package init(_ settings: CloudSettings) { self.settings = settings }

  /// The picture under clouds that `random` alone decides.
  package func apply(to picture: RGBPicture, random: inout Philox) -> CloudedPicture {
    let draw = CloudDraw(settings.parameters, height: picture.height, width: picture.width, &random)
    let blending = CloudBlending(
      blur: settings.parameters.blur, shadowTint: settings.parameters.shadowTint)
    return blending.apply(to: picture, clouds: draw.channels(), shadow: shadow(draw))
  }

  /// Share of the mean light that shadows take at each pixel; nil without shadows.
  private func shadow(_ draw: CloudDraw) -> [Float]? {
    guard settings.parameters.castsShadows else { return nil }
    switch settings.shadows {
    case .none: return nil
    case .independent:
      return draw.independentShadow().unitAffine(Float(draw.shadowLevel), 0)
    case .own:
      let vector = settings.sun.displacement(height: draw.window.height, width: draw.window.width)
      let shape = draw.shape.values(over: draw.window.moved(down: -vector.down, right: -vector.right))
      let level = draw.shadowLevel
      return shape.unitAffine(Float(level * (draw.maxLevel - draw.minLevel)), Float(level * draw.minLevel))
    }
  }
}
