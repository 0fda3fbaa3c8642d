internal import Evaluation
internal import HDF5
internal import Prediction
internal import Schemas
internal import Support

/// Files of models and of what they predict: of every kind of predictor, fitted to a few regions.
extension HDF5Base {
  private static let regions = (0..<16).map { "r\(10 + $0)" }
  private static let places = (0..<16).map { SIMD2(Double($0 % 4) / 50, Double($0 / 4) / 40) }
  private static let table = EmbeddingTable(
    ids: regions, values: (0..<48).map { Float(($0 * 29) % 17) / 5 }, dimension: 3)

  private static let models: [SavedModel] = {
    do {
      let recipe = FeatureRecipe([
        .trend(TrendSurface(over: places, degree: 1)), .features(name: "x", dimension: 3),
      ])
      let settings = PredictorSettings(["hidden": "2", "epochs": "2", "trees": "2", "rounds": "2"])
      let plan = EvaluationPlan.crossValidation(units: (0..<16).map { [$0] }, folds: 2, validation: 0.25)
      let evaluation = Evaluation(plan: plan, seeds: [7])
      return try PredictorKind.all.map { kind in
        let features = kind.inputs.contains(.features) ? recipe : FeatureRecipe()
        let inputs = PredictorInputs(features.table(regions, places) { _ in table }, coordinates: places)
        let predictor = try kind.predictor(
          settings, PredictorSubject(indicator: "pop", dimension: features.dimension))
        let task = Evaluation.Task(
          label: "x+\(kind.name)", indicator: "pop", values: (0..<16).map { Double($0 % 5) + 1 },
          replicates: [Evaluation.Replicate(predictor, inputs)])
        let results = try evaluation.run([task], keepsModels: true)
        let calibrated = try evaluation.calibratedModels([task], results, isScaled: true)
        return SavedModel(
          label: task.label, indicator: "pop", kind: kind, features: features, replicates: 1,
          runs: calibrated[0].runs)
      }
    } catch { fatalError("no models: \(error)") }
  }()

  /// Without what bounds estimates.
  static let predictor = HDF5Base(.predictor) { file in
    let bare = models.map { model in
      SavedModel(
        label: model.label, indicator: model.indicator, kind: model.kind, features: model.features,
        replicates: 1,
        runs: model.runs.map { SavedModel.Run(seed: $0.seed, replicate: 0, model: $0.model) })
    }
    try PredictorFile(bare).write(to: file)
  }

  static let calibratedPredictor = HDF5Base(.predictor, SchemaVersion(1, 1)) {
    try PredictorFile(Array(models.prefix(3))).write(to: $0)
  }

  static let predictions = HDF5Base(.predictions, SchemaVersion(1, 1)) { file in
    let applied = try models.prefix(2).map { model in
      let inputs = try model.inputs(regions, coordinates: places, ["x": [table]])
      return AppliedModel(
        model, ids: regions,
        predictions: try model.predictions(regions, coordinates: places, ["x": [table]]),
        estimates: model.estimator.estimates(inputs, EstimateSettings(level: 0.5)))
    }
    try PredictionFile.write(applied, to: file) { regions.firstIndex(of: $0).map { places[$0] } }
  }
}
