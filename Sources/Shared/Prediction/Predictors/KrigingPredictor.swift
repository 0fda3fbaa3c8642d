internal import Schemas
internal import Support

extension PredictorKind {
  private static let settings = ["smoothness", "exact-limit", "conditioning"]

  static let kriging = PredictorKind(
    "kriging",
    "linear on standardised features, with a Matérn field over the map for what they leave, variances by restricted likelihood",
    inputs: [.features, .coordinates], settings: settings, fitted: KrigingModel.self
  ) { settings, _ in try KrigingPredictor(usesFeatures: true, settings) }

  static let place = PredictorKind(
    "place", "a Matérn field over the map alone (kriging)", inputs: .coordinates, settings: settings,
    fitted: PlaceModel.self
  ) { settings, _ in try KrigingPredictor(usesFeatures: false, settings) }
}

/// Kriging: a linear function of standardised features under a normal prior, a Matérn field over the map and
/// noise, with the variances and the field's range of greatest restricted likelihood.
package struct KrigingPredictor: Predictor {
  package let validation = ValidationUse.none
  package let dependsOnSeed = false
  /// Whether there is a linear part beside the intercept.
  let usesFeatures: Bool
  let smoothness: Smoothness
  /// Most training regions whose covariance is held whole.
  let exactLimit: Int
  /// Regions that each is conditioned on where there are more.
  let conditioning: Int

  package init(
    usesFeatures: Bool, smoothness: Smoothness = .rough, exactLimit: Int = 3000, conditioning: Int = 30
  ) {
    precondition(exactLimit >= 0 && conditioning > 0, "limits")
    self.usesFeatures = usesFeatures
    self.smoothness = smoothness
    self.exactLimit = exactLimit
    self.conditioning = conditioning
  }

  init(usesFeatures: Bool, _ settings: PredictorSettings) throws {
    self.init(
      usesFeatures: usesFeatures,
      smoothness: try settings.choice("smoothness", of: Smoothness.self) ?? .rough,
      exactLimit: try settings.integer("exact-limit", in: 0...30_000) ?? 3000,
      conditioning: try settings.integer("conditioning", in: 1...KrigingModel.mostNeighbours) ?? 30)
  }

  package func fit(_ inputs: PredictorInputs, labels: [Double], fold: Fold, seed: UInt64, item: UInt64) throws
    -> any FittedPredictor
  {
    let sample = try sample(inputs, labels, fold)
    let field = field(of: sample)
    let likelihood = likelihood(of: sample, field)
    let search = KrigingSearch(likelihood, places: sample.places, hasFeatures: sample.dimension > 0)
    // Without spread of the labels nothing can be estimated, and nothing is left to explain.
    let parameters = sample.hasSpread ? search.best() : nil
    let noise = parameters.flatMap(likelihood.noise) ?? 0
    let model = try model(of: sample, field, parameters ?? search.indifferent, noise: noise)
    return usesFeatures ? model : PlaceModel(model)
  }

  /// The model of given parameters.
  /// - Parameter noise: σ².
  /// - Throws: `Failure` where a place is unknown or the parameters are too extreme for double precision.
  package func fit(
    _ inputs: PredictorInputs, labels: [Double], fold: Fold, _ parameters: KrigingParameters, noise: Double
  ) throws -> KrigingModel {
    let sample = try sample(inputs, labels, fold)
    return try model(of: sample, field(of: sample), parameters, noise: noise)
  }

  /// What `fit` makes greatest.
  package func likelihood(_ inputs: PredictorInputs, labels: [Double], fold: Fold) throws
    -> RestrictedLikelihood
  {
    let sample = try sample(inputs, labels, fold)
    return likelihood(of: sample, field(of: sample))
  }

  private func neighbours(of sample: KrigingSample) -> Int { sample.count > exactLimit ? conditioning : 0 }

  private func field(of sample: KrigingSample) -> any FieldCovariance {
    sample.field(smoothness, neighbours: neighbours(of: sample))
  }

  private func likelihood(of sample: KrigingSample, _ field: any FieldCovariance) -> RestrictedLikelihood {
    let dimension = sample.dimension
    // As a covariance of regions many features cost no more than one.
    guard neighbours(of: sample) == 0, Self.manyFeatures * dimension > sample.count else {
      return RestrictedLikelihood(
        field: field, design: sample.design(), rank: dimension, dimension: dimension)
    }
    return RestrictedLikelihood(
      field: ExactField(sample.places, smoothness, linear: sample.gram()), design: sample.flatDesign(),
      rank: 0, dimension: dimension)
  }

  /// So many regions a feature are too few for features to be columns of the likelihood's design.
  private static let manyFeatures = 4

  private func model(
    of sample: KrigingSample, _ field: any FieldCovariance, _ parameters: KrigingParameters, noise: Double
  ) throws -> KrigingModel {
    let neighbours = neighbours(of: sample)
    guard
      let model = KrigingModel(
        sample, field, smoothness, neighbours: neighbours, parameters, noise: noise)
    else { throw Failure(.software, nil, "kriging found no covariance of \(sample.count) regions") }
    return model
  }

  /// The training regions.
  private func sample(_ inputs: PredictorInputs, _ labels: [Double], _ fold: Fold) throws -> KrigingSample {
    // In the regions' order, so that a fold's own changes nothing.
    let rows = fold.train.sorted()
    try requirePlaces(inputs, rows)
    let table = usesFeatures ? inputs.features : inputs.places.features
    return KrigingSample(
      places: rows.map { inputs.coordinates[$0] },
      features: EmbeddingTable(
        ids: rows.map { table.ids[$0] }, values: rows.flatMap { table.row($0) }, dimension: table.dimension),
      labels: rows.map { labels[$0] })
  }

  private func requirePlaces(_ inputs: PredictorInputs, _ rows: [Int]) throws {
    let name = usesFeatures ? PredictorKind.kriging.name : PredictorKind.place.name
    guard !inputs.coordinates.isEmpty else {
      throw Failure.data(nil, "\(name) needs the longitude and latitude of every region, which none has")
    }
    if let row = rows.first(where: { !inputs.coordinates[$0].sum().isFinite }) {
      throw Failure.data(
        nil,
        "\(name) needs the longitude and latitude of every region, which \(inputs.features.ids[row]) lacks")
    }
  }
}
