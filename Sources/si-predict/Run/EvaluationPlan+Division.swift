internal import Evaluation
internal import Prediction
internal import Support
internal import Tables

extension EvaluationPlan {
  /// Divides the regions, and keeps those within `buffer` metres of tested ones out of training.
  /// - Parameter seed: of clusters.
  init(_ division: Division, of regions: RegionData, seed: UInt64, buffer: Double?) throws {
    let plan = try EvaluationPlan(division, of: regions, seed: seed)
    self = buffer.map { .buffered(plan, FoldBuffer(regions.coordinates, metres: $0)) } ?? plan
  }

  /// - Parameter seed: of clusters.
  /// - Throws: `Failure` (EX_DATAERR) where they are too few.
  init(_ division: Division, of regions: RegionData, seed: UInt64) throws {
    switch division {
    case .folds(let count, let blocks, let validation):
      self = try EvaluationPlan(
        folds: count, keepingTogether: blocks, validation: validation, of: regions, seed: seed)
    case .table, .indices: self = .fixed(try Self.fold(of: regions, refits: division.refits))
    }
  }

  /// - Parameters:
  ///   - validation: share of a fold's training part that stops training.
  ///   - seed: of clusters.
  /// - Throws: `Failure` (EX_DATAERR) where regions are too few.
  init(
    folds: FoldCount, keepingTogether blocks: Division.Blocks, validation: Double,
    of regions: some FoldableRegions, seed: UInt64
  ) throws {
    let rows = regions.surveyed
    func places() -> [SIMD2<Double>] { rows.map { regions.coordinates[$0] } }
    let units: [[Int]]
    switch blocks {
    case .none: units = rows.indices.map { [$0] }
    case .grid(let size): units = SpatialBlocks.grid(places(), size: size)
    case .clusters(let count):
      guard rows.count >= count else {
        throw Failure.data(nil, "\(rows.count) regions are too few for \(count) clusters")
      }
      units = SpatialBlocks.clustered(places(), count: count, seed: seed)
    case .table: units = SpatialBlocks.labelled(rows.map { regions.blockLabels[$0] })
    }
    let count = folds.number ?? units.count
    guard units.count > count || folds == .each && count > 1 else {
      let what = if case .none = blocks { "region" } else { "block" }
      let which = rows.count < regions.ids.count ? " with a label" : ""
      throw Failure.data(
        nil,
        units.count == 1
          ? "1 \(what)\(which) is too little for \(max(2, count)) folds"
          : "\(units.count) \(what)s\(which) are too few for \(count) folds")
    }
    self = .crossValidation(
      units: units.map { unit in unit.map { rows[$0] } }, folds: count, validation: validation)
  }

  private static func fold(of regions: RegionData, refits: Bool) throws -> Fold {
    let rows = Dictionary(uniqueKeysWithValues: regions.ids.enumerated().map { ($1, $0) })
    var fold = regions.split?.fold(rows) ?? Fold(train: [], validation: [], test: [])
    fold.refitsWithValidation = refits
    for part in [Part.train, .test] where part.rows(of: fold).isEmpty {
      throw Failure.data(nil, "no region of the split's \(part.rawValue) part is left")
    }
    return fold
  }
}
