internal import Geography
internal import Support

/// A simulated city: everything a real one would give the pipeline, and the causes behind it.
package struct City: Sendable {
  struct Region: Sendable {
    let id: String
    let polygon: CityPolygon
    let centre: MapPoint
    let latents: Latents
    /// Whether a lake lies at the centre, and its radius in metres.
    let lake: Lake?
  }

  struct Lake: Sendable {
    let radius: Double
    let islandRadius: Double?
  }

  struct POI: Sendable {
    let id: String
    let point: MapPoint
    let region: Int
    /// Index into `POICategory.all`.
    let category: Int
    let brand: String?
  }

  struct Area: Sendable {
    let id: String
    let polygon: CityPolygon
  }

  /// Trips of a period between two regions (indices).
  struct Flow: Sendable, Equatable {
    let origin: Int
    let destination: Int
    let count: Int
  }

  struct CheckIn: Sendable {
    let user: String
    /// Index of the POI.
    let poi: Int
    /// Minutes since the start of the period.
    let minute: Int
  }

  let plan: CityPlan
  let river: River
  let regions: [Region]
  let pois: [POI]
  let areas: [Area]
  let flows: [Flow]
  let checkIns: [CheckIn]
  let indicators: [Indicators]
  let split: [String]

  /// Simulates a city. The result depends on the plan alone, not on the number of threads.
  package init(_ plan: CityPlan) {
    self.plan = plan
    let layout = RegionLayout(plan)
    river = River(seed: plan.seed, radius: layout.radius)
    regions = layout.regions()
    pois = Self.drawPOIs(plan, regions)
    areas = Self.drawAreas(plan, regions, pois)
    flows = Self.drawFlows(plan, regions)
    checkIns = Self.drawCheckIns(plan, regions, pois)
    indicators = Indicators.draw(plan, regions)
    split = Self.drawSplit(plan)
  }

  /// 60 / 20 / 20 per cent of the regions, at random.
  private static func drawSplit(_ plan: CityPlan) -> [String] {
    var random = Philox(seed: plan.seed, "split")
    let n = plan.regions
    let order = random.permutation(n)
    let (train, validation) = ((n * 3 + 2) / 5, (n * 4 + 2) / 5)
    var split = [String](repeating: "", count: n)
    for (rank, region) in order.enumerated() {
      split[region] = rank < train ? "train" : rank < validation ? "val" : "test"
    }
    return split
  }
}
