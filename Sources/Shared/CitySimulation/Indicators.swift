internal import Support

/// What a census would say about a region.
struct Indicators: Sendable {
  /// Inhabitants.
  let pop: Int
  /// Share of adults with a degree, in (0, 1).
  let edu: Double
  /// Mean household income in dollars a year.
  let income: Double
  /// Share of the work force without work, in (0, 1).
  let unemploy: Double
  /// Reported crimes a year.
  let crime: Int

  static let names = ["pop", "edu", "income", "unemploy", "crime"]

  /// Draws them from the latents; `plan.noise` scales what the latents do not explain.
  static func draw(_ plan: CityPlan, _ regions: [City.Region]) -> [Indicators] {
    regions.enumerated().map { index, region in
      var random = Philox(seed: plan.seed, "indicators", UInt64(index))
      let l = region.latents
      func noise(_ deviation: Double) -> Double { plan.noise * deviation * random.normal() }
      func logistic(_ x: Double) -> Double { 1 / (1 + Elementary.exp(-x)) }
      let pop = Elementary.exp(7.9 + 0.55 * l.density - 0.25 * l.industry - 0.1 * l.greenness + noise(0.25))
      let edu = logistic(-0.6 + 0.8 * l.wealth + 0.25 * l.density - 0.25 * l.industry + noise(0.35))
      let income = Elementary.exp(
        10.9 + 0.38 * l.wealth + 0.12 * l.greenness - 0.08 * l.industry + noise(0.17))
      let unemploy = logistic(-2.4 - 0.4 * l.wealth + 0.3 * l.industry - 0.1 * l.greenness + noise(0.2))
      let crime = Elementary.exp(
        4.2 + 0.45 * l.density - 0.4 * l.wealth + 0.3 * l.industry - 0.2 * l.greenness + noise(0.3))
      return Indicators(
        pop: Int(pop.rounded()), edu: edu, income: income.rounded(), unemploy: unemploy,
        crime: Int(crime.rounded()))
    }
  }
}
