internal import Evaluation
internal import Tooling

extension PredictionPlan {
  /// Hides labels, fills them and says what the bounds were worth.
  func runStudy(_ shares: [Double], draws: Int, _ settings: EstimateSettings, _ context: Context) throws {
    let regions = try RegionData(self, context)
    let study = CoverageStudy(
      plan: try EvaluationPlan(division, of: regions, seed: seed), shares: shares, draws: draws, seed: seed,
      settings: settings)
    let rows = try study.run(try tasks(for: regions).map(\.task), split: splitName) {
      context.progress("draws", total: $0)
    }
    let table =
      try json
      ? JSONLines.text(rows) : ([CoverageRow.header] + rows.map(\.line)).joined(separator: "\n") + "\n"
    try context.writeText(results.metrics ?? "-", table)
  }
}
