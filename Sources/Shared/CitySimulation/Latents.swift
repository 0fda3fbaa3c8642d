internal import Geography
internal import Support

/// The causes behind everything that a simulated region shows, each with mean 0 and standard
/// deviation 1 over the city.
struct Latents: Sendable, Equatable {
  /// How built-up and populous.
  package var density: Double
  /// How well-off.
  package var wealth: Double
  /// How much vegetation.
  package var greenness: Double
  /// How much industry and depots.
  package var industry: Double

  /// A latent squeezed into (0, 1), monotone.
  static func unit(_ value: Double) -> Double { 1 / (1 + Elementary.exp(-1.3 * value)) }
}

extension Latents {
  /// Draws the latents of regions at given centres.
  ///
  /// Each is a smooth field plus an independent part of each region, about half and half, so that
  /// neither place alone nor one's neighbours give it away.
  static func draw(seed: UInt64, centres: [SIMD2<Double>], radius: Double) -> [Latents] {
    let scale = max(radius / 3, 800)
    let wealth = SmoothField(seed: seed, "wealth", scale: scale)
    let density = SmoothField(seed: seed, "density", scale: scale)
    let green = SmoothField(seed: seed, "greenness", scale: 0.6 * scale)
    let industry = SmoothField(seed: seed, "industry", scale: 0.8 * scale)
    let raw = centres.indices.map { index in
      var random = Philox(seed: seed, "latents", UInt64(index))
      let p = centres[index]
      let urban = 1 - 1.6 * p.norm / max(radius, 1)
      let d = 0.8 * urban + 0.5 * density(p) + 0.7 * random.normal()
      let w = 0.7 * wealth(p) + 0.75 * random.normal()
      let g = 0.5 * green(p) + 0.7 * random.normal() - 0.3 * d + 0.25 * w
      let i = 0.6 * industry(p) + 0.75 * random.normal() - 0.3 * w
      return SIMD4(d, w, g, i)
    }
    let n = Double(max(raw.count, 1))
    let mean = raw.reduce(.zero, +) / n
    let variance = raw.reduce(SIMD4<Double>.zero) { $0 + ($1 - mean) * ($1 - mean) } / n
    let deviation = pointwiseMax(variance, SIMD4(repeating: 1e-12)).squareRoot()
    return raw.map {
      let z = ($0 - mean) / deviation
      return Latents(density: z[0], wealth: z[1], greenness: z[2], industry: z[3])
    }
  }
}
