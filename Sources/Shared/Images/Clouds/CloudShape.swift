internal import CKernels
internal import Support

/// The shape of a cloud field, from 0 (none) to 1 (thickest), defined at every pixel of the plane.
///
/// It is the product of independent noises; each is divided by its largest magnitude, squeezed by tanh(4x) and
/// stretched to [0, 1]. What is below a threshold is clear and the rest stretched to [0, 1] again. "Largest"
/// and "stretched" refer to a window given once; beyond it values are kept within [0, 1].
package struct CloudShape: Sendable {
  private let noises: [(noise: FractalNoise, scale: NoiseScale)]
  private let threshold: Float
  private let gain: Float
  private let reference: NoiseWindow
  private let referenceValues: [Float]

  /// - Parameters:
  ///   - clear: part of the noise's range without cloud.
  ///   - gain: factor on what is left, cut at 1; above 1 makes flat clouds with steep edges.
  ///   - reference: the window whose range is stretched.
  package init(noises: [FractalNoise], clear: Double, gain: Double, reference: NoiseWindow) {
    var scaled: [(FractalNoise, NoiseScale)] = []
    var product = [Float](repeating: 1, count: reference.count)
    for noise in noises {
      let values = noise.values(over: reference)
      let scale = NoiseScale(of: values)
      scale.multiply(&product, by: values)
      scaled.append((noise, scale))
    }
    let top = (product.max() ?? 0) - Float(clear)
    self.noises = scaled
    threshold = Float(clear)
    // No point above the threshold: no cloud.
    self.gain = top > 0 ? Float(gain) / top : 0
    self.reference = reference
    referenceValues = product.unitAffine(self.gain, -threshold * self.gain)
  }

  /// The shape at every point of the window, row-major.
  package func values(over window: NoiseWindow) -> [Float] {
    if window == reference { return referenceValues }
    var product = [Float](repeating: 1, count: window.count)
    for (noise, scale) in noises { scale.multiply(&product, by: noise.values(over: window)) }
    return product.unitAffine(gain, -threshold * gain)
  }
}

/// How a noise becomes a value in [0, 1].
private struct NoiseScale {
  private let scale: Float
  private let low: Float
  private let factor: Float

  init(of values: [Float]) {
    let (lowest, highest) = values.reduce((Float.infinity, -Float.infinity)) {
      (min($0.0, $1), max($0.1, $1))
    }
    let peak = max(highest, -lowest)
    scale = peak > 0 ? 4 / peak : 0
    low = Elementary.tanh(scale * (peak > 0 ? lowest : 0))
    let range = Elementary.tanh(scale * (peak > 0 ? highest : 0)) - low
    factor = range > 0 ? 1 / range : 0
  }

  func multiply(_ product: inout [Float], by values: [Float]) {
    kn_noise_product(values.count, scale, low, factor, values, &product)
  }
}

extension [Float] {
  /// scale·x + shift of every value, kept within 0 and 1.
  func unitAffine(_ scale: Float, _ shift: Float) -> [Float] {
    [Float](unsafeUninitializedCapacity: count) { target, initialized in
      kn_unit_affine(count, scale, shift, self, target.baseAddress)
      initialized = count
    }
  }
}
