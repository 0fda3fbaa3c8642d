internal import Geography
internal import Support

/// The map of a city: cells of a distorted lattice, neighbours sharing their edges point for point.
struct RegionLayout {
  /// Lattice spacing at the centre in metres; it grows outwards.
  private static let spacing = 620.0

  let plan: CityPlan
  private let side: Int
  /// About how far the city reaches from its centre in metres.
  let radius: Double

  init(_ plan: CityPlan) {
    self.plan = plan
    side = Int((4 / Double.pi * Double(plan.regions)).squareRoot().rounded(.up)) + 2
    radius = 1.15 * Self.spacing * (Double(plan.regions) / .pi).squareRoot()
  }

  func regions() -> [City.Region] {
    let cells = chosenCells()
    let outlines = cells.map { cell in outline(column: cell % side, row: cell / side) }
    let centres = outlines.map { CityPolygon(parts: [[$0]]).centre }
    let latents = Latents.draw(seed: plan.seed, centres: centres, radius: radius)
    let lakes = lakes(latents)
    return cells.indices.map { index in
      City.Region(
        id: City.number(plan.prefix + "R", index + 1, of: plan.regions),
        polygon: polygon(outlines[index], centre: centres[index], lake: lakes[index], item: index),
        centre: plan.projection.point(centres[index]), latents: latents[index], lake: lakes[index])
    }
  }

  /// The `regions` cells nearest to the centre, with a ragged outline, in row-major order.
  private func chosenCells() -> [Int] {
    let ranked = (0..<side * side).map { cell in
      let p = SIMD2(Double(cell % side) + 0.5, Double(cell / side) + 0.5) - Double(side) / 2
      let angle = Elementary.atan2(p.y, p.x)
      return (
        p.norm
          * (1 + 0.05 * Elementary.sin(3 * angle + Double(plan.seed % 7)) + 0.04 * Elementary.cos(2 * angle)),
        cell
      )
    }
    return ranked.sorted { $0 < $1 }.prefix(plan.regions).map(\.1).sorted()
  }

  /// A lattice point in metres, displaced at random and pushed outwards with the distance.
  private func vertex(column: Int, row: Int) -> SIMD2<Double> {
    var random = Philox(seed: plan.seed, "vertex", UInt64(row * (side + 1) + column))
    let jitter = SIMD2(random.uniform(-0.22, 0.22), random.uniform(-0.22, 0.22))
    let p = (SIMD2(Double(column), Double(row)) - Double(side) / 2 + jitter) * Self.spacing
    return p * (1 + 0.3 * p.dot(p) / (radius * radius))
  }

  /// The three points between two vertices; both neighbours ask for the same edge in the same direction.
  private func bends(
    from p: SIMD2<Double>, to q: SIMD2<Double>, edge: UInt64
  ) -> [SIMD2<Double>] {
    var random = Philox(seed: plan.seed, "edge", edge)
    let along = q - p
    let normal = SIMD2(-along.y, along.x)
    return [0.25, 0.5, 0.75].map { t in p + along * t + normal * random.uniform(-0.05, 0.05) }
  }

  private func outline(column: Int, row: Int) -> [MapPoint] {
    let stride = UInt64(side + 1)
    func horizontal(_ row: Int) -> [SIMD2<Double>] {
      let p = vertex(column: column, row: row)
      let q = vertex(column: column + 1, row: row)
      return [p] + bends(from: p, to: q, edge: 2 * (UInt64(row) * stride + UInt64(column))) + [q]
    }
    func vertical(_ column: Int) -> [SIMD2<Double>] {
      let p = vertex(column: column, row: row)
      let q = vertex(column: column, row: row + 1)
      return [p] + bends(from: p, to: q, edge: 2 * (UInt64(row) * stride + UInt64(column)) + 1) + [q]
    }
    let ring =
      horizontal(row).dropLast() + vertical(column + 1).dropLast() + horizontal(row + 1).reversed().dropLast()
      + vertical(column).reversed().dropLast()
    return ring.map(plan.projection.point)
  }

  /// One lake for each 150 regions or part of it, in the greenest regions; the first has an island.
  private func lakes(_ latents: [Latents]) -> [City.Lake?] {
    var lakes = [City.Lake?](repeating: nil, count: latents.count)
    let greenest = latents.indices.sorted { (-latents[$0].greenness, $0) < (-latents[$1].greenness, $1) }
    for (rank, region) in greenest.prefix((latents.count + 149) / 150).enumerated() {
      lakes[region] = City.Lake(
        radius: 0.19 * Self.spacing, islandRadius: rank == 0 ? 0.05 * Self.spacing : nil)
    }
    return lakes
  }

  private func polygon(
    _ outline: [MapPoint], centre: SIMD2<Double>, lake: City.Lake?, item: Int
  ) -> CityPolygon {
    guard let lake else { return CityPolygon(parts: [[outline]]) }
    var random = Philox(seed: plan.seed, "lake", UInt64(item))
    func ring(_ radius: Double, _ count: Int, clockwise: Bool) -> [MapPoint] {
      let points = (0..<count).map { index in
        let angle = 2 * Double.pi * Double(index) / Double(count)
        return plan.projection.point(
          centre + SIMD2(Elementary.cos(angle), Elementary.sin(angle)) * radius * random.uniform(0.85, 1.1))
      }
      return clockwise ? points.reversed() : points
    }
    let hole = ring(lake.radius, 24, clockwise: true)
    let island = lake.islandRadius.map { [ring($0, 10, clockwise: false)] }
    return CityPolygon(parts: [[outline, hole]] + (island.map { [$0] } ?? []))
  }
}

extension City {
  /// Names with as many digits as the last needs, so that they sort naturally and as text alike.
  static func number(_ prefix: String, _ index: Int, of count: Int) -> String {
    let digits = String(index)
    let width = max(3, String(count).count)
    return prefix + String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
