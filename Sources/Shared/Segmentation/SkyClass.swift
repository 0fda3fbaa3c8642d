internal import Images

/// What lies between a pixel's ground and the sun or the camera, in the order of a network's logits.
package enum SkyClass: UInt8, Sendable, CaseIterable {
  case clear, cloud, shadow
}

extension CloudMask {
  /// The class of each pixel, as the raw values of `SkyClass`: thin clouds are clouds.
  var skies: [UInt8] {
    classes.map { raw in
      switch Class(rawValue: raw) {
      case .thick, .thin: SkyClass.cloud.rawValue
      case .shadow: SkyClass.shadow.rawValue
      case .clear, nil: SkyClass.clear.rawValue
      }
    }
  }
}
