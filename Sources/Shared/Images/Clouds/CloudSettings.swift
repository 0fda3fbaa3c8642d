internal import Support

/// Where the shadows under clouds come from.
package enum CloudShadows: String, CaseIterable, Sendable {
  /// The clouds' own thickness, displaced away from the sun.
  case own
  /// A noise of their own, as published.
  case independent
  case none
}

/// The direction of the sun and how far from its cloud it throws a shadow.
package struct Sun: Sendable, Equatable {
  package enum Distance: Sendable, Equatable {
    case pixels(Double)
    /// Of the picture's longer side.
    case share(Double)
  }

  /// Degrees clockwise from the top of the picture (north) to where the sun stands.
  package var azimuth: Double
  package var distance: Distance

  package init(azimuth: Double, distance: Distance) {
    self.azimuth = azimuth
    self.distance = distance
  }

  /// From a cloud to its shadow, in whole pixels down and to the right.
  package func displacement(height: Int, width: Int) -> (down: Int, right: Int) {
    let length =
      switch distance {
      case .pixels(let pixels): pixels
      case .share(let share): share * Double(max(height, width))
      }
    let angle = azimuth * .pi / 180
    return (Int((length * Elementary.cos(angle)).rounded()), Int((-length * Elementary.sin(angle)).rounded()))
  }
}

/// How pictures are clouded.
package struct CloudSettings: Sendable, Equatable {
  package var parameters: CloudParameters
  package var shadows: CloudShadows
  /// Of the clouds' own shadows; the defaults are those of the scene that `cumulus` is fitted to.
  package var sun = Sun(azimuth: 130, distance: .share(0.9))

  package init(_ preset: CloudPreset) {
    parameters = preset.parameters
    shadows = preset == .cumulus ? .own : .independent
  }
}
