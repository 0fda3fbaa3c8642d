internal import CKernels
internal import Support

/// A picture under clouds, and where they are.
package struct CloudedPicture: Sendable, Equatable {
  package let picture: RGBPicture
  package let mask: CloudMask
}

/// How clouds and shadows of known thickness are laid over a picture.
package struct CloudBlending: Sendable, Equatable {
  /// Standard deviation, in pixels, of the blur under a cloud of thickness 1.
  package var blur: Double
  /// How much more of the red and less of the blue light a shadow takes, relative to the mean.
  package var shadowTint: Double

  package init(blur: Double, shadowTint: Double) {
    self.blur = blur
    self.shadowTint = shadowTint
  }

  /// The picture is darkened by the shadow, blurred under the clouds, and covered with them. Their colour goes
  /// from the picture's mean colour, scaled to a brightest channel of 1, where they are thin to white.
  /// - Parameters:
  ///   - clouds: thickness in [0, 1] of the red, green and blue channel, each height × width.
  ///   - shadow: share of the light that is taken, height × width; nil for none.
  package func apply(to picture: RGBPicture, clouds: [[Float]], shadow: [Float]?) -> CloudedPicture {
    let (height, width, count) = (picture.height, picture.width, picture.height * picture.width)
    precondition(clouds.count == 3 && clouds.allSatisfy { $0.count == count }, "thickness of three channels")
    precondition(shadow.map { $0.count == count } ?? true, "shadow of every pixel")
    let (red, green, blue) = (clouds[0], clouds[1], clouds[2])
    let thickness = (0..<count).map { (index: Int) -> Float in (red[index] + green[index] + blue[index]) / 3 }
    let tint = Float(shadowTint)
    let light: [Float] = [1 + tint, 1, 1 - tint]
    let margins = 2 * Int(KN_BLUR_REACH)
    let plane = (height + margins) * (width + margins)
    var result = picture
    withScratch(3 * plane + 3 * count + 6 * width) { planes in
      let ground = planes + 3 * plane
      kn_shaded_planes(height, width, picture.pixels, shadow, light, planes)
      kn_varying_blur(height, width, Float(blur), thickness, planes, ground + 3 * count, ground)
      let means = (0..<3).map { kn_sum(count, ground + $0 * count) }
      let brightest = means.max() ?? 0
      result.pixels.withUnsafeMutableBufferPointer { pixels in
        for channel in 0..<3 {
          // Over a black picture clouds are white.
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
