internal import Evaluation
internal import Prediction
internal import Schemas
internal import Support
internal import Tables
internal import Tooling

extension SiPredict {
  /// How the regions are divided.
  func plan(for regions: RegionData) throws -> EvaluationPlan {
    if let table = regions.split {
      let rows = Dictionary(uniqueKeysWithValues: regions.ids.enumerated().map { ($1, $0) })
      let fold = table.fold(rows)
      for part in [Part.train, .test] where part.rows(of: fold).isEmpty {
        throw Failure.data(nil, "no region of the split's \(part.rawValue) part is left")
      }
      return .fixed(fold)
    }
    let units =
      if let size = split.blockSize {
        SpatialBlocks.grid(regions.coordinates, size: size)
      } else if let count = split.clusterBlocks {
        try clusters(of: regions, count: count)
      } else if split.blocks != nil {
        SpatialBlocks.labelled(regions.blockLabels)
      } else {
        regions.ids.indices.map { [$0] }
      }
    let folds = split.folds ?? 2
    guard units.count > folds else {
      let what = split.isSpatial ? "blocks" : "regions"
      throw Failure.data(nil, "\(units.count) \(what) are too few for \(folds) folds")
    }
    return .crossValidation(units: units, folds: folds, validation: split.validation)
  }

  private func clusters(of regions: RegionData, count: Int) throws -> [[Int]] {
    guard regions.ids.count >= count else {
      throw Failure.data(nil, "\(regions.ids.count) regions are too few for \(count) clusters")
    }
    return SpatialBlocks.clustered(regions.coordinates, count: count, seed: common.seed)
  }

  /// Every model on every indicator, baselines first.
  func tasks(for regions: RegionData) -> [Evaluation.Task] {
    regions.indicators.flatMap { indicator -> [Evaluation.Task] in
      func task(_ label: String, _ replicates: any Regressor...) -> Evaluation.Task {
        task(label, replicates)
      }
      func task(_ label: String, _ replicates: [any Regressor]) -> Evaluation.Task {
        Evaluation.Task(
          label: label, indicator: indicator.name, values: indicator.values, replicates: replicates)
      }
      let baselines = models.baselines.map { baseline in
        switch baseline {
        case .mean: task(baseline.rawValue, MeanRegressor())
        case .coordinates:
          task(
            baseline.rawValue,
            NearestRegressor(coordinates: regions.coordinates, neighbours: models.neighbours))
        }
      }
      return baselines
        + regions.features.flatMap { set in
          variants(of: set).flatMap { name, pairs in
            models.models.map { model in
              task(
                "\(name)+\(model.rawValue)",
                pairs.map {
                  regressor(
                    model, $0.fitted, appliedTo: $0.applied, indicator.name, encoded: set.isEncoded)
                })
            }
          }
        }
    }
  }

  private typealias Replicate = (fitted: EmbeddingTable, applied: EmbeddingTable?)

  /// What the results name: the features themselves, then each that is applied in their place.
  private func variants(of set: FeatureSet) -> [(name: String, replicates: [Replicate])] {
    let name = results.label ?? set.name
    return [(name, set.replicates.map { ($0, nil) })]
      + set.applied.map { label, tables in
        let pairs = set.replicates.indices.map { (set.replicates[$0], tables[$0 % tables.count]) }
        return ("\(name)@\(label)", pairs)
      }
  }

  func regressor(
    _ model: Model, _ table: EmbeddingTable, appliedTo applied: EmbeddingTable?, _ indicator: String,
    encoded: Bool
  ) -> any Regressor {
    switch model {
    case .mean: MeanRegressor()
    case .ridge: RidgeRegressor(table, appliedTo: applied)
    case .elasticNet: ElasticNetRegressor(table, appliedTo: applied, ratios: tuning.ratios)
    case .lasso: ElasticNetRegressor(table, appliedTo: applied, ratios: [1])
    case .randomForest:
      ForestRegressor(
        table, appliedTo: applied, trees: tuning.trees,
        candidates: tuning.forestCandidates(table.dimension))
    case .gradientBoosting:
      BoostingRegressor(
        table, appliedTo: applied, rounds: tuning.rounds, shrinkage: tuning.shrinkage,
        candidates: tuning.boostingCandidates(table.dimension))
    case .knn: NearestRegressor(features: table, appliedTo: applied, neighbours: models.neighbours)
    case .mlp:
      PerceptronRegressor(
        table, appliedTo: applied, settings: models.settings(indicator, encoded: encoded),
        standardises: models.standardises(encoded: encoded), fixedSeed: models.reference ? 0 : nil)
    }
  }
}
