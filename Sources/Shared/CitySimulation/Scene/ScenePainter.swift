internal import Foundation
internal import Geography
internal import Support

/// The whole city as a satellite of 10 m pixels sees it: reflectances of blue, green, red and near infrared in
/// ten-thousandths.
///
/// What a pixel holds follows from the latents of its region: parks and trees from greenness, roofs from density and
/// wealth, halls from industry. Two days show the same ground in other light; on the second there are clouds, of which a
/// fifth band tells by the classes of Sentinel-2's scene classification.
struct ScenePainter: Sendable {
  static let bands = ["blue", "green", "red", "nir"]
  static let classBand = "scl"

  private let city: City
  private let raster: RegionRaster
  private let clouds: CloudField?
  private let light: SIMD4<Double>
  /// Of each region: soils, roofs and crops differ from place to place, and mean nothing.
  private let tints: [SIMD4<Double>]
  private let day: String

  /// - Parameter isCloudy: whether it is the second day.
  init(_ city: City, _ raster: RegionRaster, isCloudy: Bool) {
    self.city = city
    self.raster = raster
    day = isCloudy ? "second" : "first"
    var random = Philox(seed: city.plan.seed, "scene light \(day)")
    let brightness = random.uniform(0.92, 1.08)
    light = SIMD4(1, 1, 1, 1) * brightness * (isCloudy ? SIMD4(1.05, 1.02, 1, 0.9) : SIMD4(repeating: 1))
    tints = city.regions.indices.map { region in
      var random = Philox(seed: city.plan.seed, "scene tint", UInt64(region))
      let brightness = random.uniform(0.7, 1.3)
      let visible = SIMD3(random.uniform(0.85, 1.15), random.uniform(0.85, 1.15), random.uniform(0.85, 1.15))
      return SIMD4(visible, random.uniform(0.7, 1.3)) * brightness
    }
    clouds = isCloudy ? CloudField(seed: city.plan.seed) : nil
  }

  /// The samples of a row, [column, band].
  func row(_ row: Int) -> [UInt16] {
    // The ground is that of both days, light and noise are each day's own.
    var ground = Philox(seed: city.plan.seed, "scene ground", UInt64(row))
    var noise = Philox(seed: city.plan.seed, "scene noise \(day)", UInt64(row))
    var samples: [UInt16] = []
    samples.reserveCapacity(raster.width * (Self.bands.count + (clouds == nil ? 0 : 1)))
    for column in 0..<raster.width {
      let p = raster.middle(column: column, row: row)
      let region = raster.region(column: column, row: row)
      let cover = Cover(
        at: p, region: region.map { city.regions[$0] }, city.river, city.plan.seed, &ground)
      var seen = cover.reflectance * light
      if let region, !cover.isWater { seen *= tints[region] }
      let sky = clouds?.sky(at: p) ?? (cloud: 0, shadow: 0)
      seen *= 1 - 0.6 * sky.shadow
      seen = seen * (1 - sky.cloud) + SIMD4(0.72, 0.71, 0.70, 0.68) * sky.cloud
      for band in 0..<Self.bands.count {
        let value = seen[band] * (1 + 0.02 * noise.normal()) * 10_000
        samples.append(UInt16(min(10_000, max(1, value.rounded()))))
      }
      if clouds != nil { samples.append(Self.classOf(cover, sky)) }
    }
    return samples
  }

  /// The class of Sentinel-2's scene classification.
  private static func classOf(_ cover: Cover, _ sky: (cloud: Double, shadow: Double)) -> UInt16 {
    if sky.cloud > 0.6 { return 9 }
    if sky.cloud > 0.25 { return 8 }
    if sky.cloud > 0.05 { return 10 }
    if sky.shadow > 0.2 { return 3 }
    return cover.isWater ? 6 : cover.isGreen ? 4 : 5
  }
}

/// What lies in a pixel.
private struct Cover {
  let reflectance: SIMD4<Double>
  let isWater: Bool

  var isGreen: Bool { reflectance.w > 2.2 * reflectance.z }

  private static let water: SIMD4<Double> = [0.06, 0.05, 0.035, 0.02]
  private static let tree: SIMD4<Double> = [0.03, 0.05, 0.035, 0.32]
  private static let grass: SIMD4<Double> = [0.045, 0.08, 0.06, 0.28]
  private static let tiles: SIMD4<Double> = [0.09, 0.12, 0.19, 0.23]
  private static let slate: SIMD4<Double> = [0.15, 0.16, 0.17, 0.19]
  private static let road: SIMD4<Double> = [0.10, 0.105, 0.11, 0.13]
  private static let hall: SIMD4<Double> = [0.25, 0.26, 0.27, 0.28]
  private static let field: SIMD4<Double> = [0.07, 0.10, 0.12, 0.24]

  /// - Parameter region: nil outside the city.
  init(at p: SIMD2<Double>, region: City.Region?, _ river: River, _ seed: UInt64, _ random: inout Philox) {
    let (first, second) = (random.uniform(0, 1), random.uniform(0, 1))
    let inLake =
      region?.lake.map { lake in
        let distance = region.map { (p - $0.centre.metres).norm } ?? 0
        return distance < lake.radius && distance > lake.islandRadius ?? 0
      } ?? false
    if river.distance(p) < 0 || inLake {
      reflectance = Self.water * (0.9 + 0.2 * first)
      isWater = true
      return
    }
    isWater = false
    guard let region else {
      reflectance = Self.field * (0.8 + 0.4 * first)
      return
    }
    let density = Latents.unit(region.latents.density)
    let wealth = Latents.unit(region.latents.wealth)
    let greenness = Latents.unit(region.latents.greenness)
    let industry = Latents.unit(region.latents.industry)
    // A block is a park, a yard or houses, whichever its place draws.
    let block = SIMD2(Int((p.x / 100).rounded(.down)), Int((p.y / 70).rounded(.down)))
    var draw = Philox(seed: seed, "scene block", UInt64(bitPattern: Int64(block.x &* 1_000_003 &+ block.y)))
    let kind = draw.uniform(0, 1)
    let park = 0.02 + 0.55 * greenness * greenness
    if kind < park {
      reflectance = first < 0.55 ? Self.tree * (0.85 + 0.3 * second) : Self.grass * (0.85 + 0.3 * second)
    } else if kind < park + 0.02 + 0.45 * industry * industry {
      reflectance = first < 0.6 ? Self.hall * (0.7 + 0.5 * second) : Self.road
    } else {
      let built = min(0.95, (0.2 + 0.6 * density) * (0.6 + 0.8 * first))
      let green = (1 - built) * min(1, 0.15 + 0.85 * greenness)
      let roof = Self.tiles * wealth + Self.slate * (1 - wealth)
      let plants = Self.tree * 0.5 + Self.grass * 0.5
      let roofs = roof * (0.8 + 0.4 * second) * built
      reflectance = roofs + plants * green + Self.road * (1 - built - green)
    }
  }
}

/// Clouds over a city and their shadows.
private struct CloudField: Sendable {
  private let large: SmoothField
  private let small: SmoothField
  /// From a cloud to its shadow, in metres.
  private static let fall = SIMD2(-260.0, 420.0)

  init(seed: UInt64) {
    large = SmoothField(seed: seed, "scene clouds", scale: 1500, count: 24)
    small = SmoothField(seed: seed, "scene cloud edges", scale: 250, count: 24)
  }

  private func thickness(_ p: SIMD2<Double>) -> Double {
    min(1, max(0, (large(p) + 0.35 * small(p) - 0.75) / 0.6))
  }

  /// How much of a pixel's light comes from a cloud, and how much a shadow takes of it.
  func sky(at p: SIMD2<Double>) -> (cloud: Double, shadow: Double) {
    (thickness(p), thickness(p - Self.fall))
  }
}
