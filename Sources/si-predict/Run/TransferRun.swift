internal import Evaluation
internal import Logging
internal import Prediction
internal import Schemas
internal import Support
internal import Tooling

extension PredictionPlan {
  /// The models of `regions` on every region of another city.
  func evaluate(
    on target: TargetData, from regions: RegionData, _ evaluation: Evaluation, _ filling: Filling?,
    _ context: Context
  ) throws -> EvaluatedCity {
    let transfer = Transfer(
      source: evaluation.plan, sources: regions.ids.count, targets: target.ids.count)
    let tasks = try transferTasks(to: target, from: regions)
    context.log.info("\(target.label): \(target.ids.count) regions, \(tasks.count) models")
    if statistics.moranNeighbours != nil && target.coordinates.isEmpty {
      context.log.notice("\(target.label): no coordinates, so no Moran's I there")
    }
    let results = try transfer.run(tasks, seeds: seeds) { context.progress(target.label, total: $0) }
    return EvaluatedCity(
      ids: target.ids, coordinates: target.coordinates, plan: transfer.plan, seeds: seeds,
      split: target.label, results: results,
      estimates: filling.map { estimates(of: target, by: $0, regions) } ?? [], target: target.label)
  }

  /// What `filling` says of the regions of another city.
  private func estimates(of target: TargetData, by filling: Filling, _ regions: RegionData)
    -> [RegionEstimates]
  {
    regions.indicators.flatMap { indicator in
      let blind = baselines.filter(\.inputs.isEmpty).compactMap { kind in
        filling.estimates(
          kind.name, indicator.name, called: "\(kind.name)@\(target.label)",
          [PredictorInputs(ids: target.ids)])
      }
      return blind
        + regions.features.flatMap { set in
          guard let tables = target.features[set.name] else { return [RegionEstimates]() }
          let inputs = set.replicates.indices.map {
            PredictorInputs(tables[$0 % tables.count], coordinates: target.coordinates)
          }
          return models.compactMap { kind in
            filling.estimates(
              "\(name(of: set.name))+\(kind.name)", indicator.name,
              called: "\(name(of: set.name))@\(target.label)+\(kind.name)", inputs)
          }
        }
    }
  }

  private func transferTasks(to target: TargetData, from regions: RegionData) throws -> [Evaluation.Task] {
    if let kind = models.first(where: { $0.inputs.contains(.coordinates) }),
      target.coordinates.isEmpty || target.coordinates.contains(where: \.x.isNaN)
    {
      throw Failure.data(
        nil, "\(kind.name) needs the coordinates of every region of \(target.label), in its indicators' file")
    }
    return try regions.indicators.flatMap { own in
      let other =
        target.indicators.first { $0.name == own.name }?.values
        ?? target.ids.map { _ in .nan }
      func task(_ label: String, _ replicates: [Evaluation.Replicate]) -> Evaluation.Task {
        Evaluation.Task(
          label: label, indicator: own.name, values: own.values + other, transform: transforms[own.name],
          replicates: replicates)
      }
      // Neighbours on the map of one city say nothing of another.
      let blind = try baselines.filter(\.inputs.isEmpty).map { kind in
        task(
          "\(kind.name)@\(target.label)",
          [
            Evaluation.Replicate(
              try kind.predictor(
                settings, PredictorSubject(indicator: own.name, transform: transforms[own.name])),
              PredictorInputs(ids: regions.ids + target.ids))
          ])
      }
      return try blind
        + regions.features.flatMap { set in
          guard let tables = target.features[set.name] else { return [Evaluation.Task]() }
          let stacked = set.replicates.indices.map { replicate in
            PredictorInputs(
              stacking: PredictorInputs(set.replicates[replicate], coordinates: regions.coordinates),
              PredictorInputs(tables[replicate % tables.count], coordinates: target.coordinates))
          }
          return try models.map { kind in
            let predictor = try predictor(kind, on: set, own.name)
            return task(
              "\(name(of: set.name))@\(target.label)+\(kind.name)",
              stacked.map { Evaluation.Replicate(predictor, $0) })
          }
        }
    }
  }
}
