internal import Evaluation
internal import Schemas
internal import Support
internal import Tables
internal import Tooling

/// Regions to apply saved models to: what the files say of them.
struct ApplicationData {
  private let features: [String: [FeatureSource]]
  let coordinates: CoordinateTable?
  private let listed: [String]?
  private let allowMissing: Bool

  /// Reads every input that the plan names, each once.
  /// - Throws: `Failure` (EX_DATAERR) where they are not what `models` need.
  init(_ plan: ApplicationPlan, for models: [SavedModel], _ context: Context) throws {
    let names = try Self.names(plan, models)
    var features: [String: [FeatureSource]] = [:]
    for files in plan.features {
      features[names[files.name] ?? files.name] = try files.paths.map { try FeatureSource($0, context) }
    }
    for model in models { try Self.check(model, features, plan.path) }
    self.features = features
    coordinates = try plan.coordinates.map { try context.readCoordinates($0) }
    if coordinates == nil, let model = models.first(where: \.needsCoordinates) {
      throw Failure.usage("\(model.label) needs --coordinates FILE")
    }
    listed = try plan.regions.map { try context.readRegions($0) }
    allowMissing = plan.allowMissing
  }

  /// What the files' names stand for: themselves, or one file without a name for all features of one name.
  private static func names(_ plan: ApplicationPlan, _ models: [SavedModel]) throws -> [String: String] {
    let wanted = Set(models.flatMap { $0.features.files.map(\.name) })
    let given = plan.features.map(\.name)
    for name in given where !wanted.contains(name) && !plan.unnamed.contains(name) {
      let known = wanted.isEmpty ? "no features" : wanted.sorted().joined(separator: ", ")
      throw Failure.usage("the models to apply know \(known), not '\(name)'")
    }
    guard let only = wanted.first, wanted.count == 1, given.count == 1, let name = given.first,
      plan.unnamed.contains(name)
    else { return [:] }
    return [name: only]
  }

  private static func check(_ model: SavedModel, _ features: [String: [FeatureSource]], _ path: String) throws
  {
    for (name, dimension, encoder) in model.features.files {
      guard let sources = features[name] else {
        throw Failure.usage("\(model.label) needs the features '\(name)': give \(name)=FILE")
      }
      for source in sources where source.table.dimension != dimension {
        throw Failure.data(
          source.file,
          "has \(source.table.dimension) features of a region, where \(model.label) of \(path) needs \(dimension)"
        )
      }
      for source in sources {
        guard let encoder, let own = source.encoder, own != encoder else { continue }
        throw Failure.data(
          source.file, "has features of \(own), where \(model.label) of \(path) needs those of \(encoder)")
      }
      guard sources.count == 1 || sources.count == model.replicates else {
        throw Failure.usage(
          "\(model.label) has \(model.replicates) replicates of '\(name)'; give one file for each, or one for all"
        )
      }
    }
  }

  /// Applies a model to every region that all its files know, of those asked for.
  /// - Parameter settings: of estimates; nil for none.
  func apply(_ model: SavedModel, _ settings: EstimateSettings?, _ context: Context) throws -> AppliedModel {
    var features = features
    var sources = model.features.files.flatMap { features[$0.name] ?? [] }
    // A graph embedding has entities that are no regions, so others say first which regions there are.
    let first = sources.first { !$0.isGraph } ?? sources.first
    guard let ids = listed ?? first?.table.ids ?? coordinates?.ids ?? features.values.first?[0].table.ids
    else { throw Failure.usage("\(model.label) needs --regions FILE, or features that say which there are") }
    var join = try RegionJoin(ids, allowMissing: allowMissing, context.rules)
    if context.rules.normalisesIDs {
      features = try features.mapValues { try $0.map { try $0.renamed(join.resolve) } }
      sources = model.features.files.flatMap { features[$0.name] ?? [] }
    }
    let coordinates = try coordinates?.renamed(join.resolve)
    for source in sources { try join.keep(source.table.ids, source.file) }
    if let coordinates, model.needsCoordinates { try join.keep(coordinates.ids, coordinates.name) }
    let joined = try join.finish(context)
    let places = coordinates.map { table in joined.map { table[$0] ?? SIMD2(.nan, .nan) } } ?? []
    let tables = features.mapValues { $0.map(\.table) }
    let estimates = try settings.map {
      model.estimator.estimates(try model.inputs(joined, coordinates: places, tables), $0)
    }
    return AppliedModel(
      model, ids: joined, predictions: try model.predictions(joined, coordinates: places, tables),
      estimates: estimates)
  }
}
