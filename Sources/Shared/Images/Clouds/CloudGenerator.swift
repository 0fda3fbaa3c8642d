internal import CKernels

/// A picture under clouds.
public struct CloudedPicture: Sendable, Equatable {
  public let picture: RGBImage
  public let mask: CloudMask
}

/// Lays fractal-noise clouds and their shadows over pictures (Czerkawski et al., "SatelliteCloudGenerator",
/// Remote Sensing 15(17):4138, 2023; docs/method.md has the formulae). A value without state: any number of
/// threads may share it.
public struct CloudGenerator: Sendable, Equatable {
  public let settings: CloudSettings

  public init(_ settings: CloudSettings) { self.settings = settings }

  /// The picture under clouds that `random` alone decides.
  public func apply(to picture: RGBImage, random: inout Philox) -> CloudedPicture {
    let draw = CloudDraw(settings.parameters, height: picture.height, width: picture.width, &random)
    let mask = CloudMask(height: picture.height, width: picture.width)
    guard mask.thickness.count > 0 else { return CloudedPicture(picture: picture, mask: mask) }
    let shadow = self.shadow(draw)
    let clouds = draw.channels()
    return Self.blend(picture, clouds, shadow, draw)
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

  /// - Parameter clouds: thickness of the three channels.
  private static func blend(_ picture: RGBImage, _ clouds: [[Float]], _ shadow: [Float]?, _ draw: CloudDraw)
    -> CloudedPicture
  {
    let (height, width, count) = (picture.height, picture.width, picture.height * picture.width)
    let thickness = (0..<count).map { (clouds[0][$0] + clouds[1][$0] + clouds[2][$0]) / 3 }
    let tint = Float(draw.parameters.shadowTint)
    let margins = 2 * Int(KN_BLUR_REACH)
    let plane = (height + margins) * (width + margins)
    var result = picture
    withScratch(3 * plane + 3 * count + 6 * width) { planes in
      let ground = planes + 3 * plane
      kn_shaded_planes(height, width, picture.pixels, shadow, [1 + tint, 1, 1 - tint], planes)
      kn_varying_blur(
        height, width, Float(draw.parameters.blur), thickness, planes, ground + 3 * count, ground)
      let means = (0..<3).map { kn_sum(count, ground + $0 * count) }
      let brightest = means.max() ?? 0
      result.pixels.withUnsafeMutableBufferPointer { pixels in
        for channel in 0..<3 {
          // Under a black picture clouds are white.
          let colour = brightest > 0 ? Float(means[channel] / brightest) : 1
          kn_cloud_over(
            count, colour, clouds[channel], ground + channel * count, pixels.baseAddress.map { $0 + channel })
        }
      }
    }
    return CloudedPicture(
      picture: result, mask: CloudMask(height: height, width: width, thickness: thickness, shadow: shadow))
  }
}
