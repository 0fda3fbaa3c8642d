internal import Geography
internal import Support

extension City {
  /// Points of interest: how many follows density and industry, which ones the latents, which chain
  /// the wealth.
  static func drawPOIs(_ plan: CityPlan, _ regions: [Region]) -> [POI] {
    let weights = regions.map { region in POICategory.all.map { $0.weight(region.latents) } }
    let totals = weights.map { $0.reduce(0, +) }
    let mean = totals.reduce(0, +) / Double(max(regions.count, 1))
    var drawn: [(point: MapPoint, region: Int, category: Int, brand: String?)] = []
    for (index, region) in regions.enumerated() {
      var random = Philox(seed: plan.seed, "pois", UInt64(index))
      let count = random.poisson(min(plan.poiDensity * totals[index] / mean, 1e5))
      for _ in 0..<count {
        let category = pick(weights[index], total: totals[index], &random)
        let point = randomPoint(in: region.polygon, plan.projection, &random)
        drawn.append((point, index, category, brand(category, region.latents, &random)))
      }
    }
    return drawn.enumerated().map { index, poi in
      POI(
        id: number(plan.prefix + "POI_", index + 1, of: drawn.count), point: poi.point, region: poi.region,
        category: poi.category, brand: poi.brand)
    }
  }

  /// An index drawn with probability proportional to its weight.
  static func pick(_ weights: [Double], total: Double, _ random: inout Philox) -> Int {
    var left = random.uniform() * total
    for (index, weight) in weights.enumerated() {
      left -= weight
      if left < 0 { return index }
    }
    return weights.count - 1
  }

  /// Uniform in the polygon, tested on the coordinates as they will be written.
  static func randomPoint(
    in polygon: CityPolygon, _ projection: LocalProjection, _ random: inout Philox
  ) -> MapPoint {
    let (low, high) = polygon.bounds
    while true {
      let p = SIMD2(random.uniform(low.x, high.x), random.uniform(low.y, high.y))
      let point = projection.point(p)
      if polygon.contains(point.degrees) { return point }
    }
  }

  /// Chains rank from cheap to dear, and settle where the wealth is theirs.
  private static func brand(_ category: Int, _ latents: Latents, _ random: inout Philox) -> String? {
    let kind = POICategory.all[category]
    guard kind.brands > 0, random.bernoulli(0.6) else { return nil }
    let weights = (0..<kind.brands).map { rank in
      let place = 2 * (Double(rank) + 0.5) / Double(kind.brands) - 1
      let distance = place - Elementary.tanh(latents.wealth)
      return Elementary.exp(-2 * distance * distance)
    }
    let rank = pick(weights, total: weights.reduce(0, +), &random)
    return "\(kind.name)_\(rank + 1)"
  }

  /// Business areas: a district of some 700 m around the region that has most commerce, then around
  /// the best one at least 2 km away, and so on; one for each 40 regions or part of it.
  static func drawAreas(_ plan: CityPlan, _ regions: [Region], _ pois: [POI]) -> [Area] {
    var commerce = [Int](repeating: 0, count: regions.count)
    for poi in pois
    where ["food", "shop", "finance", "lodging"].contains(POICategory.all[poi.category].group) {
      commerce[poi.region] += 1
    }
    var centres: [SIMD2<Double>] = []
    for region in regions.indices.sorted(by: { (-commerce[$0], $0) < (-commerce[$1], $1) })
    where centres.count < (regions.count + 39) / 40 {
      let centre = regions[region].centre.metres
      if centres.allSatisfy({ ($0 - centre).norm > 2000 }) { centres.append(centre) }
    }
    return centres.enumerated().map { index, centre in
      var random = Philox(seed: plan.seed, "area", UInt64(index))
      let ring = (0..<12).map { corner in
        let angle = 2 * Double.pi * Double(corner) / 12
        return plan.projection.point(
          centre + SIMD2(Elementary.cos(angle), Elementary.sin(angle)) * random.uniform(250, 450))
      }
      return Area(
        id: number(plan.prefix + "BA", index + 1, of: centres.count), polygon: CityPolygon(parts: [[ring]]))
    }
  }
}
