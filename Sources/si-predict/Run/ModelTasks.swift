internal import Evaluation
internal import Prediction
internal import Schemas

/// A model to judge, and what it takes to save it.
struct ModelTask {
  let task: Evaluation.Task
  let kind: PredictorKind
  let features: FeatureRecipe
  /// Whether it predicts with other features than it is fitted on: the fitted model is another task's.
  let isApplied: Bool
}

extension PredictionPlan {
  /// Every model on every indicator, baselines first.
  func tasks(for regions: RegionData) throws -> [ModelTask] {
    try regions.indicators.flatMap { indicator in
      try baselines.map { try task($0, indicator, of: regions) }
        + regions.features.flatMap { set in
          try variants(of: set).flatMap { name, applied in
            try models.map { kind in
              try task(kind, on: set, called: name, appliedTo: applied, indicator, of: regions)
            }
          }
        }
    }
  }

  /// What the results name: the features themselves, then each that is applied in their place.
  private func variants(of set: FeatureSet) -> [(name: String, applied: [EmbeddingTable]?)] {
    [(name(of: set.name), nil)] + set.applied.map { (variant(of: set.name)($0.label), $0.replicates) }
  }

  private func task(_ baseline: PredictorKind, _ indicator: Indicator, of regions: RegionData) throws
    -> ModelTask
  {
    let predictor = try baseline.predictor(
      settings, PredictorSubject(indicator: indicator.name, transform: transforms[indicator.name]))
    let inputs = PredictorInputs(ids: regions.ids, coordinates: regions.coordinates)
    return ModelTask(
      task: Evaluation.Task(
        label: baseline.name, indicator: indicator.name, values: indicator.values,
        transform: transforms[indicator.name], replicates: [Evaluation.Replicate(predictor, inputs)]),
      kind: baseline, features: FeatureRecipe(), isApplied: false)
  }

  private func task(
    _ kind: PredictorKind, on set: FeatureSet, called name: String, appliedTo applied: [EmbeddingTable]?,
    _ indicator: Indicator, of regions: RegionData
  ) throws -> ModelTask {
    let predictor = try predictor(kind, on: set, indicator.name)
    let replicates = set.replicates.indices.map { replicate in
      Evaluation.Replicate(
        predictor, PredictorInputs(set.replicates[replicate], coordinates: regions.coordinates),
        appliedTo: applied.map { $0[replicate % $0.count] })
    }
    return ModelTask(
      task: Evaluation.Task(
        label: "\(name)+\(kind.name)", indicator: indicator.name, values: indicator.values,
        transform: transforms[indicator.name], replicates: replicates),
      kind: kind, features: set.recipe, isApplied: applied != nil)
  }

  func predictor(_ kind: PredictorKind, on set: FeatureSet, _ indicator: String) throws -> any Predictor {
    try kind.predictor(
      settings,
      PredictorSubject(
        indicator: indicator, dimension: set.recipe.dimension, isEncoded: set.isEncoded,
        transform: transforms[indicator]))
  }
}
