internal import Geography
internal import Support

/// Paints 256 m of a region from above.
///
/// The latents show in the structure: spacing of the streets, coverage and height of the buildings,
/// their regularity, pitched or flat roofs, pools, street trees, parks, halls with lanterns. What a
/// camera adds is drawn independently of them and is strong: season, light, tint, haze, direction of
/// the street grid, sun and sensor noise; so mean colours say little and an encoder has to learn which
/// differences matter.
struct SatellitePainter {
  static let metres: Float = 256

  private let look: Look
  private let unit: SIMD4<Float>
  private let axis: SIMD2<Float>
  private var canvas: Canvas
  private var random: Philox

  /// - Returns: `size` × `size` RGB bytes of region `index`.
  static func paint(_ city: City, region index: Int) -> [UInt8] {
    let region = city.regions[index]
    var painter = SatellitePainter(city.plan, region, index)
    painter.blocks()
    painter.water(city.river, region)
    painter.expose()
    return painter.canvas.bytes
  }

  private init(_ plan: CityPlan, _ region: City.Region, _ index: Int) {
    var random = Philox(seed: plan.seed, "satellite", UInt64(index))
    let l = region.latents
    unit = SIMD4(
      Float(Latents.unit(l.density)), Float(Latents.unit(l.wealth)), Float(Latents.unit(l.greenness)),
      Float(Latents.unit(l.industry)))
    look = Look(&random)
    let angle = random.uniform(0, 2 * .pi)
    axis = SIMD2(Float(Elementary.cos(angle)), Float(Elementary.sin(angle)))
    canvas = Canvas(size: plan.imageSize, metres: Self.metres, colour: look.road)
    self.random = random
  }

  private var density: Float { unit[0] }
  private var wealth: Float { unit[1] }
  private var greenness: Float { unit[2] }
  private var industry: Float { unit[3] }

  // MARK: Blocks

  /// Lays the street grid and fills each block with a park, an industrial yard or houses.
  private mutating func blocks() {
    let pitch = SIMD2(120 - 55 * density, 85 - 30 * density)
    let street: Float = 9
    let reach = canvas.reach * 1.42
    let shift = SIMD2(uniform(0, 1), uniform(0, 1)) * pitch
    let count = SIMD2(Int(reach / pitch.x) + 2, Int(reach / pitch.y) + 2)
    // Two irrational steps spread the kinds of block evenly, so that a picture of few blocks shows the
    // region's shares rather than luck (Roberts's R2 sequence).
    let start = uniform(0, 1)
    for row in -count.y...count.y {
      for column in -count.x...count.x {
        let centre = SIMD2(Float(column), Float(row)) * pitch + shift
        let rank = start + Float(column) * 0.7548777 + Float(row) * 0.5698403
        block(centre, half: (pitch - street) / 2, kind: rank - rank.rounded(.down))
      }
    }
    for row in -count.y...count.y {
      let y = (Float(row) + 0.5) * pitch.y + shift.y
      traffic(along: y, reach: reach)
    }
  }

  /// - Parameter kind: uniform in [0, 1) over the blocks of a picture.
  private mutating func block(_ centre: SIMD2<Float>, half: SIMD2<Float>, kind: Float) {
    let park = 0.02 + 0.55 * greenness * greenness
    if kind < park {
      parkland(centre, half: half)
    } else if kind < park + 0.02 + 0.45 * industry * industry {
      yard(centre, half: half)
    } else {
      housing(centre, half: half)
    }
  }

  private mutating func parkland(_ centre: SIMD2<Float>, half: SIMD2<Float>) {
    rectangle(centre, half, look.grass)
    let area = 4 * half.x * half.y
    for _ in 0..<random.poisson(Double(area / 130)) { tree(randomPoint(centre, half), 3 + uniform(0, 3)) }
  }

  /// Large halls with rows of roof lanterns, and a parking lot in rows.
  private mutating func yard(_ centre: SIMD2<Float>, half: SIMD2<Float>) {
    rectangle(centre, half, look.paving)
    let cut = uniform(0.45, 0.75)
    let hall = SIMD2(half.x * cut, half.y * 0.85)
    let middle = centre - SIMD2(half.x - hall.x, 0)
    building(middle, hall, height: 9, roof: look.roof(uniform(0.3, 1)), pitched: false, turn: 0)
    for x in stride(from: -hall.x + 5, to: hall.x - 2, by: 9) {
      rectangle(middle + SIMD2(x, 0), SIMD2(1.6, hall.y * 0.85), look.lantern)
    }
    for y in stride(from: -half.y + 5, to: half.y - 3, by: 7) {
      for x in stride(from: hall.x * 2 - half.x + 4, to: half.x - 3, by: 5) where uniform(0, 1) < 0.6 {
        rectangle(centre + SIMD2(x, y), SIMD2(1.3, 2.2), look.roof(uniform(0, 1)))
      }
    }
  }

  /// Lots in rows along the block. Poor quarters: small, crooked, flat; rich ones: large, straight,
  /// pitched, with trees and pools. Dense ones: the lots full, the buildings tall.
  private mutating func housing(_ centre: SIMD2<Float>, half: SIMD2<Float>) {
    rectangle(centre, half, SIMD3.mix(look.ground, look.grass, 0.7 * greenness))
    let lot = 13 + 17 * wealth
    let columns = max(1, Int((2 * half.x / lot).rounded()))
    let rows = max(1, Int((2 * half.y / lot).rounded()))
    let cell = SIMD2(half.x / Float(columns), half.y / Float(rows))
    let filled = (0.2 + 0.6 * density).squareRoot()
    for row in 0..<rows {
      for column in 0..<columns {
        let place = centre - half + SIMD2(Float(2 * column + 1), Float(2 * row + 1)) * cell
        lotContent(place, cell, filled)
      }
    }
    // Street trees stand in line on the kerb.
    for x in stride(from: -half.x, through: half.x, by: 11) where uniform(0, 1) < wealth * 0.9 {
      tree(centre + SIMD2(x, half.y + 1), 2.6)
    }
  }

  private mutating func lotContent(_ place: SIMD2<Float>, _ cell: SIMD2<Float>, _ filled: Float) {
    for _ in 0..<random.poisson(Double(2 * greenness)) { tree(randomPoint(place, cell), 2 + uniform(0, 2)) }
    guard uniform(0, 1) < 0.75 + 0.25 * density else { return }
    let crooked = 1 - wealth
    let size = cell * filled * SIMD2(uniform(1 - 0.45 * crooked, 1), uniform(1 - 0.45 * crooked, 1))
    let offset = SIMD2(uniform(-1, 1), uniform(-1, 1)) * (cell - size) * (0.2 + 0.6 * crooked)
    building(
      place + offset, size, height: 4 + 16 * density * density * uniform(0.6, 1.4),
      roof: look.roof(1 - wealth + uniform(-0.4, 0.4)), pitched: uniform(0, 1) < wealth * 1.1 - 0.15,
      turn: (1 - density) * crooked * uniform(-0.5, 0.5))
    if uniform(0, 1) < 0.7 * wealth * wealth {
      rectangle(place + cell * SIMD2(uniform(-0.6, 0.6), -0.75), SIMD2(4, 2.2), look.pool)
    }
  }

  /// A building with its shadow; a pitched roof has a bright and a dark side.
  private mutating func building(
    _ centre: SIMD2<Float>, _ half: SIMD2<Float>, height: Float, roof: SIMD3<Float>, pitched: Bool,
    turn: Float
  ) {
    let own = rotate(axis, SIMD2(1 - turn * turn / 2, turn))
    let c = world(centre)
    canvas.rectangle(c + look.shadow * height, half: half, axis: own, look.shade, alpha: 0.6)
    canvas.rectangle(c, half: half, axis: own, roof)
    if pitched {
      let side = rotate(own, SIMD2(0, half.y / 2))
      canvas.rectangle(c + side, half: SIMD2(half.x, half.y / 2), axis: own, roof * 1.25)
      canvas.rectangle(c - side, half: SIMD2(half.x, half.y / 2), axis: own, roof * 0.72)
    }
  }

  private mutating func tree(_ centre: SIMD2<Float>, _ radius: Float) {
    let c = world(centre)
    canvas.disc(c + look.shadow * radius, radius: radius, look.shade, alpha: 0.5)
    canvas.disc(c, radius: radius, look.leaf * uniform(0.8, 1.15))
  }

  /// Lane marks and cars of one street.
  private mutating func traffic(along y: Float, reach: Float) {
    for x in stride(from: -reach, to: reach, by: 14) where uniform(0, 1) < 0.08 + 0.4 * density {
      rectangle(SIMD2(x, y + (uniform(0, 1) < 0.5 ? 2 : -2)), SIMD2(2.3, 1.1), look.roof(uniform(0, 1)))
    }
  }

  // MARK: Water and camera

  private mutating func water(_ river: River, _ region: City.Region) {
    let origin = region.centre.metres
    let bank = look.ground * 0.8
    let colour = look.water
    func distance(_ p: SIMD2<Float>) -> Float {
      Float(river.distance(origin + SIMD2(Double(p.x), Double(p.y))))
    }
    canvas.fill(bank) { 8 - distance($0) }
    canvas.fill(colour) { -distance($0) }
    guard let lake = region.lake else { return }
    canvas.disc(.zero, radius: Float(lake.radius) + 5, look.grass)
    canvas.disc(.zero, radius: Float(lake.radius), colour)
    if let island = lake.islandRadius {
      canvas.disc(.zero, radius: Float(island), look.grass)
      tree(.zero, 5)
    }
  }

  /// Light, tint, haze, uneven ground and sensor noise.
  private mutating func expose() {
    let look = look
    var random = random
    canvas.map { p, colour in
      let uneven = 1 + 0.06 * Elementary.sin(p.x * look.wave.x + p.y * look.wave.y + look.phase)
      let grain = SIMD3(Float(random.normal()), Float(random.normal()), Float(random.normal()))
      return (colour * uneven * look.gain) * (1 - look.haze) + look.haze * 0.8 + grain * look.noise
    }
  }

  // MARK: Helpers

  private mutating func uniform(_ low: Float, _ high: Float) -> Float {
    low + (high - low) * random.uniformFloat()
  }

  private mutating func randomPoint(_ centre: SIMD2<Float>, _ half: SIMD2<Float>) -> SIMD2<Float> {
    centre + half * SIMD2(uniform(-1, 1), uniform(-1, 1))
  }

  /// From the street grid's axes to the picture's.
  private func world(_ p: SIMD2<Float>) -> SIMD2<Float> { rotate(axis, p) }

  private mutating func rectangle(_ centre: SIMD2<Float>, _ half: SIMD2<Float>, _ colour: SIMD3<Float>) {
    canvas.rectangle(world(centre), half: half, axis: axis, colour)
  }
}

private func rotate(_ axis: SIMD2<Float>, _ p: SIMD2<Float>) -> SIMD2<Float> {
  SIMD2(axis.x * p.x - axis.y * p.y, axis.y * p.x + axis.x * p.y)
}
