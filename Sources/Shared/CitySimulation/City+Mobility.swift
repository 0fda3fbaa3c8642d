internal import Geography
internal import Support
internal import Synchronization

extension City {
  /// Trips between regions: a gravity model. What a region sends grows with its density, what it
  /// draws with density and wealth, and both fall off with distance and carry pair noise.
  static func drawFlows(_ plan: CityPlan, _ regions: [Region]) -> [Flow] {
    let rows = Lock([[Flow]](repeating: [], count: regions.count))
    Parallel.forEach(regions.count) { origin in
      var random = Philox(seed: plan.seed, "flows", UInt64(origin))
      var row: [Flow] = []
      let from = regions[origin]
      for (destination, to) in regions.enumerated() {
        // Half a cell stands for the distance within a region.
        let distance = max((from.centre.metres - to.centre.metres).norm, 300)
        let a = from.latents
        let b = to.latents
        let mass = Elementary.exp(
          0.5 * a.density + 0.6 * b.density + 0.25 * b.wealth - 0.2 * abs(a.wealth - b.wealth))
        let mean =
          4000 * mass * Elementary.pow(distance / 300, -1.2) * Elementary.exp(-distance / 6000)
          * Elementary.exp(0.3 * random.normal())
        let count = mean > 0.05 ? random.poisson(min(mean, 1e6)) : 0
        if count > 0 { row.append(Flow(origin: origin, destination: destination, count: count)) }
      }
      rows.withLock { $0[origin] = row }
    }
    return rows.withLock { $0.flatMap { $0 } }
  }

  /// Visits of people who have a few haunts near home and keep going back to them.
  static func drawCheckIns(_ plan: CityPlan, _ regions: [Region], _ pois: [POI]) -> [CheckIn] {
    var byRegion = [[Int]](repeating: [], count: regions.count)
    for (index, poi) in pois.enumerated() { byRegion[poi.region].append(index) }
    let near = PointGrid(regions.map(\.centre.metres), cell: 1500)
    let users = 4 * regions.count
    return (0..<users).flatMap { user in
      var random = Philox(seed: plan.seed, "checkins", UInt64(user))
      let home = random.index(below: regions.count)
      let choices = near.within(1500, of: regions[home].centre.metres).flatMap { byRegion[$0] }
      guard !choices.isEmpty else { return [CheckIn]() }
      let haunts = (0..<4).map { _ in choices[random.index(below: choices.count)] }
      var minute = random.index(below: 2880)
      return (0..<10).map { _ in
        minute += 60 + random.index(below: 1440)
        return CheckIn(
          user: number(plan.prefix + "U", user + 1, of: users),
          poi: haunts[random.index(below: haunts.count)],
          minute: minute)
      }
    }
  }
}
