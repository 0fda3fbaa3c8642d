internal import Support

/// Everything about a picture that has nothing to do with the region: palette, season, light, camera.
struct Look {
  let road: SIMD3<Float>
  let ground: SIMD3<Float>
  let paving: SIMD3<Float>
  let grass: SIMD3<Float>
  let leaf: SIMD3<Float>
  let water: SIMD3<Float>
  let pool: SIMD3<Float> = [0.25, 0.75, 0.85]
  let lantern: SIMD3<Float> = [0.85, 0.87, 0.9]
  let shade: SIMD3<Float> = [0.06, 0.07, 0.09]
  /// From the foot of a building to the end of its shadow, per metre of height.
  let shadow: SIMD2<Float>
  /// Factor on each channel: brightness and tint.
  let gain: SIMD3<Float>
  let haze: Float
  let noise: Float
  /// Slow unevenness of the light.
  let wave: SIMD2<Float>
  let phase: Float
  private let tiles: SIMD3<Float>
  private let slate: SIMD3<Float>

  init(_ random: inout Philox) {
    func u(_ low: Float, _ high: Float, _ random: inout Philox) -> Float {
      low + (high - low) * random.uniformFloat()
    }
    // 0 is early summer, 1 is late autumn: vegetation goes from green to straw and russet.
    let season = u(0, 1, &random)
    grass = SIMD3.mix([0.30, 0.47, 0.20], [0.62, 0.54, 0.34], season)
    leaf = SIMD3.mix([0.13, 0.31, 0.12], [0.48, 0.31, 0.14], season)
    ground = SIMD3.mix([0.42, 0.46, 0.33], [0.60, 0.55, 0.45], u(0, 1, &random))
    road = SIMD3(repeating: u(0.30, 0.5, &random))
    paving = SIMD3(repeating: u(0.45, 0.65, &random))
    water = SIMD3.mix([0.10, 0.20, 0.30], [0.24, 0.30, 0.26], u(0, 1, &random))
    tiles = SIMD3.mix([0.66, 0.36, 0.26], [0.50, 0.33, 0.30], u(0, 1, &random))
    slate = SIMD3.mix([0.42, 0.44, 0.50], [0.72, 0.72, 0.70], u(0, 1, &random))
    // The sun stands in the southern half of the sky.
    let sun = Double(u(0.15, 0.85, &random)) * .pi
    let low = u(0.4, 1.0, &random)
    shadow = SIMD2(Float(Elementary.cos(sun)), Float(Elementary.sin(sun))) * low
    let light = u(0.8, 1.2, &random)
    gain = SIMD3(u(0.92, 1.08, &random), u(0.95, 1.05, &random), u(0.92, 1.08, &random)) * light
    haze = u(0, 0.15, &random)
    noise = u(0.005, 0.015, &random)
    wave = SIMD2(u(-0.02, 0.02, &random), u(-0.02, 0.02, &random))
    phase = u(0, 2 * .pi, &random)
  }

  /// A roof between tiles (0) and slate (1).
  func roof(_ t: Float) -> SIMD3<Float> { SIMD3.mix(tiles, slate, min(max(t, 0), 1)) }
}

extension SIMD3<Float> {
  /// A colour on the way from `a` to `b`.
  static func mix(_ a: Self, _ b: Self, _ t: Float) -> Self { a + (b - a) * t }
}
