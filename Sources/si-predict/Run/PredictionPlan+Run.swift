internal import Evaluation
internal import Logging
internal import Prediction
internal import Schemas
internal import Tooling

extension PredictionPlan {
  /// Reads, evaluates and reports; saves models if asked to.
  func run(_ context: Context) throws {
    try context.requireDifferent([
      ("-o", results.output), ("--metrics", results.metrics), ("--save", results.saveModel),
      ("--estimates", estimates?.output.path),
    ])
    if let study {
      return try runStudy(study.shares, draws: study.draws, study.settings, context)
    }
    for output in [results.output, results.saveModel].compactMap(\.self) {
      try context.checkHDF5Output(output)
    }
    if (models + baselines).contains(where: { $0.name == "mlp" }) { context.noteArithmetic() }
    let regions = try RegionData(self, context)
    let evaluation = Evaluation(
      plan: try EvaluationPlan(division, of: regions, seed: seed, buffer: buffer), seeds: seeds)
    for set in regions.features where seeds.count % set.replicates.count != 0 {
      context.log.notice(
        "\(set.name): \(seeds.count) runs take its \(set.replicates.count) replicates unequally often")
    }
    let tasks = try tasks(for: regions)
    context.log.info(
      "\(regions.ids.count) regions, \(tasks.count) models of \(indicators.names.count) indicators, \(seeds.count) runs"
    )
    let outcome = try evaluation.run(tasks.map(\.task), keepsModels: estimates != nil) {
      context.progress("runs", total: $0)
    }
    var filling = try estimates.map { estimates in
      let models = try evaluation.calibratedModels(
        tasks.map(\.task), outcome, isScaled: estimates.settings.isScaled
      ) { context.progress("models", total: $0) }
      return Filling(tasks, outcome, models, evaluation, estimates.settings)
    }
    filling?.explain(context)
    if let totals = regions.totals { try filling?.scale(to: totals, regions.ids) }
    var city = EvaluatedCity(
      ids: regions.ids, coordinates: regions.coordinates, plan: evaluation.plan, seeds: seeds,
      split: splitName, results: filling?.results ?? outcome, estimates: filling?.estimates ?? [])
    if distances {
      city.distances = labelDistances(of: regions, evaluation)
    }
    let targets = try regions.targets.map {
      try evaluate(on: $0, from: regions, evaluation, filling, context)
    }
    let saved = try results.saveModel.map { _ in
      try filling?.models ?? models(of: tasks, evaluation, context)
    }
    try report(city, targets: targets, context)
    if let saved, let path = results.saveModel {
      let file = PredictorFile(saved)
      try context.writeHDF5(path, .predictor, version: file.version) { try file.write(to: $0) }
    }
  }

  private func labelDistances(of regions: RegionData, _ evaluation: Evaluation) -> [String: LabelDistances] {
    Dictionary(
      uniqueKeysWithValues: regions.indicators.map { indicator in
        (
          indicator.name,
          LabelDistances(
            evaluation.plan, seeds: evaluation.seeds, values: indicator.values, regions.coordinates)
        )
      })
  }

  /// The models of all tasks that fit one of their own.
  private func models(of tasks: [ModelTask], _ evaluation: Evaluation, _ context: Context) throws
    -> [SavedModel]
  {
    let tasks = tasks.filter { !$0.isApplied }
    let runs = try evaluation.models(tasks.map(\.task)) { context.progress("models", total: $0) }
    return zip(tasks, runs).map { $0.saved($1) }
  }
}
