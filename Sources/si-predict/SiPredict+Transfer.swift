internal import Evaluation
internal import Logging
internal import Prediction
internal import Schemas
internal import Tooling

extension SiPredict {
  /// The models of `regions` on every region of another city.
  func evaluate(
    on target: TargetData, from regions: RegionData, plan: EvaluationPlan, seeds: [UInt64], _ context: Context
  ) throws -> EvaluatedCity {
    let transfer = Transfer(source: plan, sources: regions.ids.count, targets: target.ids.count)
    let tasks = transferTasks(to: target, from: regions)
    context.log.info("\(target.label): \(target.ids.count) regions, \(tasks.count) models")
    if statistics.moran && target.coordinates.isEmpty {
      context.log.notice("\(target.label): no coordinates, so no Moran's I there")
    }
    let outcome = try transfer.run(tasks, seeds: seeds) { context.progress(target.label, total: $0) }
    return EvaluatedCity(
      ids: target.ids, coordinates: target.coordinates, plan: outcome.plan, seeds: seeds,
      split: target.label, tasks: outcome.tasks, results: outcome.results, target: target.label)
  }

  private func transferTasks(to target: TargetData, from regions: RegionData) -> [Evaluation.Task] {
    let sets = regions.features.compactMap { set in target.features[set.name].map { (set, $0) } }
    return zip(regions.indicators, target.indicators).flatMap { own, other -> [Evaluation.Task] in
      let values = own.values + other.values
      func task(_ label: String, _ replicates: [any Regressor]) -> Evaluation.Task {
        Evaluation.Task(label: label, indicator: own.name, values: values, replicates: replicates)
      }
      let means =
        models.baselines.contains(.mean)
        ? [task("\(Baseline.mean.rawValue)@\(target.label)", [MeanRegressor()])] : []
      return means
        + sets.flatMap { set, tables in
          let stacked = set.replicates.indices.map {
            EmbeddingTable(stacking: set.replicates[$0], tables[$0 % tables.count])
          }
          return models.models.map { model in
            task(
              "\(results.label ?? set.name)@\(target.label)+\(model.rawValue)",
              stacked.map {
                regressor(model, $0, appliedTo: nil, own.name, encoded: set.isEncoded)
              })
          }
        }
    }
  }
}
