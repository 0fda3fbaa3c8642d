internal import Evaluation
internal import Prediction
internal import Support
internal import Tables

extension EvaluationPlan {
  /// Divides the regions.
  /// - Parameter seed: of clusters.
  /// - Throws: `Failure` (EX_DATAERR) where they are too few.
  init(_ division: Division, of regions: RegionData, seed: UInt64) throws {
    guard case .folds(let folds, let blocks, let validation) = division else {
      self = .fixed(try Self.fold(of: regions))
      return
    }
    let units: [[Int]]
    switch blocks {
    case .none: units = regions.ids.indices.map { [$0] }
    case .grid(let size): units = SpatialBlocks.grid(regions.coordinates, size: size)
    case .clusters(let count):
      guard regions.ids.count >= count else {
        throw Failure.data(nil, "\(regions.ids.count) regions are too few for \(count) clusters")
      }
      units = SpatialBlocks.clustered(regions.coordinates, count: count, seed: seed)
    case .table: units = SpatialBlocks.labelled(regions.blockLabels)
    }
    guard units.count > folds else {
      let what = if case .none = blocks { "regions" } else { "blocks" }
      throw Failure.data(nil, "\(units.count) \(what) are too few for \(folds) folds")
    }
    self = .crossValidation(units: units, folds: folds, validation: validation)
  }

  private static func fold(of regions: RegionData) throws -> Fold {
    let rows = Dictionary(uniqueKeysWithValues: regions.ids.enumerated().map { ($1, $0) })
    let fold = regions.split?.fold(rows) ?? Fold(train: [], validation: [], test: [])
    for part in [Part.train, .test] where part.rows(of: fold).isEmpty {
      throw Failure.data(nil, "no region of the split's \(part.rawValue) part is left")
    }
    return fold
  }
}
