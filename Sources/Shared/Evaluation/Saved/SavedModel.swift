package import Prediction
package import Schemas
internal import Support

/// A model that can be applied to regions it never saw: what it needs of them, and the fitted predictor of
/// each run.
package struct SavedModel: Sendable {
  /// A model fitted with one seed.
  package struct Run: Sendable {
    package let seed: UInt64
    /// Which replicate of the features it was fitted on, from 0.
    package let replicate: Int
    package let model: any FittedPredictor
    /// What bounds its estimates; nil where it was saved without.
    package let calibration: Calibration?

    package init(
      seed: UInt64, replicate: Int, model: any FittedPredictor, calibration: Calibration? = nil
    ) {
      self.seed = seed
      self.replicate = replicate
      self.model = model
      self.calibration = calibration
    }
  }

  /// The name that results carry, such as `tucker+ridge`.
  package let label: String
  package let indicator: String
  package let kind: PredictorKind
  package let features: FeatureRecipe
  /// Of the features, whose files are taken in turn by the runs.
  package let replicates: Int
  package let transform: LabelTransform
  /// Those that can differ: one for each replicate where chance plays no part.
  package let runs: [Run]

  package init(
    label: String, indicator: String, kind: PredictorKind, features: FeatureRecipe, replicates: Int,
    transform: LabelTransform = .log1p, runs: [Run]
  ) {
    precondition(!runs.isEmpty && runs.allSatisfy { $0.replicate < replicates }, "runs of the replicates")
    self.label = label
    self.indicator = indicator
    self.kind = kind
    self.features = features
    self.replicates = replicates
    self.transform = transform
    self.runs = runs
  }

  /// Whether it cannot predict a region whose place on the map is unknown.
  package var needsCoordinates: Bool { kind.inputs.contains(.coordinates) || features.usesTrend }

  /// Predictions of the label of each region by each run.
  /// - Parameters:
  ///   - coordinates: longitude and latitude of `ids`, none unknown where they are needed; else empty.
  ///   - tables: the replicates of features by name, as many as the model's or one, with all `ids`.
  /// - Throws: `Failure` (EX_DATAERR) where features are missing or of another dimension.
  package func predictions(
    _ ids: [String], coordinates: [SIMD2<Double>] = [], _ tables: [String: [EmbeddingTable]]
  ) throws -> [[Double]] {
    let inputs = try inputs(ids, coordinates: coordinates, tables)
    return try Parallel.tryMap(runs.count) { runs[$0].model.predictions(inputs[runs[$0].replicate]) }
  }

  /// Whether it was saved with what bounds its estimates.
  package var isCalibrated: Bool { runs.allSatisfy { $0.calibration != nil } }

  /// Estimates of regions, on the indicator's own scale.
  package var estimator: Estimator {
    Estimator(label: label, indicator: indicator, transform: transform, runs: runs)
  }

  /// Regions with the features of each replicate; parameters and errors as of `predictions`.
  package func inputs(
    _ ids: [String], coordinates: [SIMD2<Double>] = [], _ tables: [String: [EmbeddingTable]]
  ) throws -> [PredictorInputs] {
    for (name, dimension, _) in features.files {
      guard let own = tables[name], let first = own.first else {
        throw Failure.data(nil, "\(label) needs the features '\(name)'")
      }
      guard own.count == 1 || own.count == replicates else {
        throw Failure.data(
          nil, "\(label) has \(replicates) replicates of '\(name)', where \(own.count) are given")
      }
      guard own.allSatisfy({ $0.dimension == dimension }) else {
        throw Failure.data(
          nil, "\(label) needs \(dimension) features '\(name)' of a region, not \(first.dimension)")
      }
    }
    return (0..<replicates).map { replicate in
      let table = features.table(ids, coordinates) { name in
        let own = tables[name] ?? []
        return own[replicate % own.count]
      }
      return PredictorInputs(table, coordinates: coordinates)
    }
  }
}
