internal import Support

/// Paints a street of a region as a camera in the middle of it sees it, in one-point perspective.
///
/// Density shows in the height of the houses and in the cars, wealth in front gardens, large windows
/// and clean walls, greenness in trees and verges, industry in blind walls with gates.
struct StreetViewPainter {
  /// Height of the camera in metres.
  private static let eye: Float = 2.5

  private let look: Look
  private let unit: SIMD4<Float>
  private let seed: UInt64
  private let item: UInt64
  /// Half the width of the carriageway, and distance of the house fronts, in metres.
  private let road: Float
  private let front: Float
  private let sky: SIMD3<Float>
  private let wall: SIMD3<Float>
  private var random: Philox

  /// - Returns: `size` × `size` RGB bytes of the `view`-th picture of region `index`.
  static func paint(_ city: City, region index: Int, view: Int) -> [UInt8] {
    let plan = city.plan
    let item = UInt64(index * plan.streetViews + view)
    var painter = StreetViewPainter(plan, city.regions[index].latents, item)
    // Twice the size, then averaged: windows far away are finer than a pixel.
    var canvas = Canvas(size: 2 * plan.streetViewSize, metres: 2, colour: painter.sky)
    canvas.map { direction, _ in painter.scene(direction) }
    painter.furniture(on: &canvas)
    var picture = canvas.halved()
    painter.expose(&picture)
    return picture.bytes
  }

  private init(_ plan: CityPlan, _ l: Latents, _ item: UInt64) {
    var random = Philox(seed: plan.seed, "street", item)
    self.item = item
    seed = plan.seed
    look = Look(&random)
    // One street differs from the next within a region, too.
    func seen(_ latent: Double) -> Float { Float(Latents.unit(latent + 0.5 * random.normal())) }
    unit = SIMD4(seen(l.density), seen(l.wealth), seen(l.greenness), seen(l.industry))
    road = 3 + 3 * random.uniformFloat()
    front = road + 2.5 + 5 * unit[1] * (1 - unit[0])
    sky = SIMD3.mix([0.50, 0.68, 0.92], [0.80, 0.81, 0.82], random.uniformFloat())
    wall = SIMD3.mix([0.62, 0.45, 0.36], [0.78, 0.74, 0.66], random.uniformFloat())
    self.random = random
  }

  /// What the ray through a point of the picture plane (1 m ahead of the camera) meets.
  private func scene(_ ray: SIMD2<Float>) -> SIMD3<Float> {
    let depth = front / max(abs(ray.x), 1e-3)
    let height = Self.eye + ray.y * depth
    if height >= 0 {
      return depth < 150 ? facade(depth, height, left: ray.x < 0) : sky
    }
    let ground = Self.eye / -ray.y
    let across = abs(ray.x * ground)
    if across < road {
      let marked = across < 0.12 && (ground / 3).truncatingRemainder(dividingBy: 2) < 1
      return marked ? [0.85, 0.85, 0.82] : look.road
    }
    if across < road + 0.2 { return look.paving * 0.7 }
    return across < road + 2.2 ? look.paving : SIMD3.mix(look.ground, look.grass, unit[2])
  }

  private func facade(_ depth: Float, _ height: Float, left: Bool) -> SIMD3<Float> {
    let lot = 7 + 9 * unit[1] + 6 * unit[3]
    let number = (depth / lot).rounded(.down)
    var own = Philox(
      seed: seed, left ? "left house" : "right house", item &* 4096 &+ UInt64(max(0, min(number, 4095))))
    let floors = (1 + 7 * unit[0] * unit[0] * (0.6 + 0.8 * own.uniformFloat())).rounded()
    let gap = own.uniformFloat() > 0.55 + 0.45 * unit[0]
    let along = depth - number * lot
    guard !gap, along > 0.15 * lot * (1 - unit[0]) else {
      return height < 1.2 ? SIMD3.mix(look.ground, look.leaf, unit[2]) : sky
    }
    let storey: Float = 3.2
    guard height < floors * storey + 0.6 else {
      let ridge = floors * storey + 0.6 + (unit[1] > 0.5 ? 2.2 * (1 - abs(2 * along / lot - 1)) : 0)
      return height < ridge ? look.roof(own.uniformFloat()) * 0.8 : sky
    }
    let paint = SIMD3.mix(wall, look.roof(own.uniformFloat()), 0.4)
    let stain = own.uniformFloat() < 1 - unit[1] && Elementary.sin(along * 2.1 + height * 3.3) > 0.4
    let plain = paint * (stain ? 0.7 : 1)
    if own.uniformFloat() < 0.75 * unit[3] {
      let gate = height < 3.6 && abs(along / lot - 0.5) < 0.22
      return gate ? look.lantern * (0.6 + 0.15 * Elementary.sin(height * 14)) : plain
    }
    let bay = 2.2 + 1.4 * unit[1]
    let u = abs((along / bay).truncatingRemainder(dividingBy: 1) - 0.5)
    let v = abs((height / storey).truncatingRemainder(dividingBy: 1) - 0.5)
    let pane: Float = 0.16 + 0.16 * unit[1]
    return u < pane && v < 0.3 ? [0.18, 0.22, 0.28] : plain
  }

  /// Trees and parked cars, the far ones first.
  private mutating func furniture(on canvas: inout Canvas) {
    for depth in stride(from: Float(46), through: 4, by: -3) {
      for side: Float in [-1, 1] {
        if random.uniformFloat() < 0.12 + 0.55 * unit[2] {
          let foot = SIMD2(side * (road + 1.7), -Self.eye) / depth
          let crown = 1.5 + 1.3 * random.uniformFloat()
          let top = foot + SIMD2(0, 4.2) / depth
          canvas.line(from: foot, to: top, width: 0.3 / depth, [0.25, 0.19, 0.14])
          canvas.disc(top, radius: crown / depth, look.leaf * (0.8 + 0.3 * random.uniformFloat()))
        }
        if random.uniformFloat() < 0.06 + 0.45 * unit[0] {
          let van = random.uniformFloat() < unit[3]
          let half = SIMD2<Float>(0.9, van ? 1.1 : 0.65)
          let centre = SIMD2(side * (road - 1), -Self.eye + 0.25 + half.y)
          canvas.rectangle(
            centre / depth, half: half / depth, axis: [1, 0], look.roof(random.uniformFloat()))
          canvas.rectangle(
            (centre + SIMD2(0, 0.3)) / depth, half: SIMD2(0.75, 0.25) / depth, axis: [1, 0], look.shade)
        }
      }
    }
  }

  private mutating func expose(_ canvas: inout Canvas) {
    let look = look
    var random = random
    canvas.map { _, colour in
      let grain = SIMD3(Float(random.normal()), Float(random.normal()), Float(random.normal()))
      return colour * look.gain * (1 - look.haze) + look.haze * 0.8 + grain * look.noise
    }
  }
}
