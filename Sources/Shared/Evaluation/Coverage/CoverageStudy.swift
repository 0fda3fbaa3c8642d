package import Support
internal import Prediction

/// What bounds are worth: some labels are hidden, filled from the others, and looked up again.
///
/// Hidden are whole units of the plan, regions or blocks, as the folds leave them out, since bounds of places far from
/// the survey need folds that are as far.
package struct CoverageStudy: Sendable {
  /// Cross-validation of all regions with labels.
  package let plan: EvaluationPlan
  /// Shares of these regions to hide, one after the other.
  package let shares: [Double]
  /// How often each share is drawn; draw i is fitted with the seed + i.
  package let draws: Int
  package let seed: UInt64
  package let settings: EstimateSettings

  package init(
    plan: EvaluationPlan, shares: [Double], draws: Int, seed: UInt64, settings: EstimateSettings
  ) {
    precondition(draws > 0 && shares.allSatisfy { $0 > 0 && $0 < 1 }, "draws and shares")
    self.plan = plan
    self.shares = shares
    self.draws = draws
    self.seed = seed
    self.settings = settings
  }

  /// - Parameters:
  ///   - split: the name of the plan in rows.
  ///   - progress: makes the progress line for a number of draws.
  /// - Returns: a row for each task and share, in the order of shares.
  /// - Throws: `Failure` (EX_DATAERR) where a share leaves too little to fold.
  package func run(
    _ tasks: [Evaluation.Task], split: String, progress: (Int) -> ProgressLine? = { _ in nil }
  ) throws -> [CoverageRow] {
    let progress = progress(shares.count * draws)
    defer { progress?.finish() }
    return try shares.flatMap { share in
      let drawn = try (0..<draws).map { draw in
        let scores = try scores(tasks, share, draw)
        progress?.advance()
        return scores
      }
      return tasks.indices.map { task in
        CoverageRow(
          tasks[task], split: split, hidden: share, level: settings.level, drawn.map { $0[task] })
      }
    }
  }

  /// Hides labels once.
  private func scores(_ tasks: [Evaluation.Task], _ share: Double, _ draw: Int) throws -> [CoverageScores] {
    let (plan, hidden) = try plan.hiding(share, seed: seed, draw: draw)
    let known = tasks.map { $0.hiding(hidden) }
    let evaluation = Evaluation(plan: plan, seeds: [seed &+ UInt64(draw)])
    let results = try evaluation.run(known, keepsModels: true)
    let models = try evaluation.calibratedModels(known, results, isScaled: settings.isScaled)
    let filled = evaluation.fill(known, results, models: models, settings)
    return zip(tasks, filled).map { CoverageScores($0, hidden: hidden, $1) }
  }
}

extension EvaluationPlan {
  /// The plan without random units of at least a share of its regions, and the rows of these.
  /// - Throws: `Failure` (EX_DATAERR) where fewer than two units are left.
  package func hiding(_ share: Double, seed: UInt64, draw: Int) throws -> (
    plan: EvaluationPlan, hidden: [Int]
  ) {
    guard case .crossValidation(let units, let folds, let validation) = self else {
      preconditionFailure("folds")
    }
    let total = units.reduce(0) { $0 + $1.count }
    var random = Philox(seed: seed, "hidden", UInt64(draw))
    let order = random.permutation(units.count)
    var (taken, size) = (0, 0)
    while taken < order.count, Double(size) + 0.5 < share * Double(total) {
      size += units[order[taken]].count
      taken += 1
    }
    let kept = order[taken...].sorted().map { units[$0] }
    guard kept.count > 1 else {
      throw Failure.data(
        nil,
        "with \(share) of \(total) regions hidden, \(kept.count) of \(units.count) blocks are too few to fold"
      )
    }
    let hidden = order[..<taken].flatMap { units[$0] }.sorted()
    return (
      .crossValidation(units: kept, folds: min(folds, kept.count), validation: validation), hidden
    )
  }
}

extension Evaluation.Task {
  /// The task without the labels of some rows.
  func hiding(_ rows: [Int]) -> Evaluation.Task {
    var values = values
    for row in rows { values[row] = .nan }
    return Evaluation.Task(
      label: label, indicator: indicator, values: values, transform: transform, replicates: replicates)
  }
}
