internal import Evaluation
internal import Prediction
internal import Schemas
internal import Support
internal import Tooling

/// Features of regions by one name, replicates in order, and what their models predict with instead.
struct FeatureSet {
  let name: String
  /// What the features of each replicate are made of.
  let recipe: FeatureRecipe
  private(set) var replicates: [EmbeddingTable]
  private(set) var applied: [(label: String, replicates: [EmbeddingTable])]
  /// What their models predict other cities with.
  let transferred: [(label: String, sources: [FeatureSource])]
  /// The files of replicates and what is applied in their place.
  private(set) var sources: [FeatureSource]
  /// Whether all are an image encoder's.
  let isEncoded: Bool

  /// - Throws: `Failure` (EX_DATAERR) when two tables differ in dimension, so that one model cannot take both.
  init(_ files: FeatureFiles, _ context: Context) throws {
    name = files.name
    let fitted = try files.paths.map { try FeatureSource($0, context) }
    let others = try files.applied.map { ($0.label, try $0.paths.map { try FeatureSource($0, context) }) }
    transferred = try files.transferred.map {
      ($0.label, try $0.paths.map { try FeatureSource($0, context) })
    }
    replicates = fitted.map(\.table)
    applied = others.map { ($0, $1.map(\.table)) }
    sources = fitted + others.flatMap(\.1)
    let all = sources + transferred.flatMap(\.sources)
    isEncoded = all.allSatisfy(\.isEncoded)
    let encoders = Set(fitted.map(\.encoder))
    recipe = FeatureRecipe([
      .features(
        name: files.name, dimension: fitted[0].table.dimension,
        encoder: encoders.count == 1 ? fitted[0].encoder : nil)
    ])
    for source in all where source.table.dimension != fitted[0].table.dimension {
      throw Failure.data(
        source.file,
        "has \(source.table.dimension) features of a region, where \(fitted[0].table.dimension) are needed as in \(fitted[0].file)"
      )
    }
  }

  /// Features made of others.
  /// - Parameters:
  ///   - sets: with a row for each of `ids`.
  ///   - coordinates: of `ids`; asked for only where a part is the trend.
  ///   - learning: the rows over which the trend's axes run from −1 to 1.
  init(
    _ join: FeatureJoin, of sets: [FeatureSet], _ ids: [String], _ coordinates: [SIMD2<Double>],
    learning: [Int]
  ) {
    let tables = Dictionary(uniqueKeysWithValues: sets.map { ($0.name, $0.replicates) })
    let recipe = FeatureRecipe(
      join.parts.flatMap { part in
        sets.first { $0.name == part }?.recipe.parts
          ?? [.trend(TrendSurface(over: learning.map { coordinates[$0] }))]
      })
    let count = recipe.files.compactMap { tables[$0.name]?.count }.max() ?? 1
    name = join.name
    self.recipe = recipe
    replicates = (0..<count).map { run in
      recipe.table(ids, coordinates) { name in
        let own = tables[name] ?? []
        return own[run % own.count]
      }
    }
    (applied, transferred, sources, isEncoded) = ([], [], [], false)
  }

  /// The same of regions by other ids; other cities keep theirs.
  /// - Throws: `Failure` (EX_DATAERR) where two get the same.
  func renamed(_ rename: (String) -> String) throws -> FeatureSet {
    func renamed(_ table: EmbeddingTable) -> EmbeddingTable {
      var table = table
      table.ids = table.ids.map(rename)
      return table
    }
    var result = self
    result.sources = try sources.map { try $0.renamed(rename) }
    result.replicates = replicates.map(renamed)
    result.applied = applied.map { ($0.label, $0.replicates.map(renamed)) }
    return result
  }

  /// The rows of `ids`, in its order.
  func selecting(_ ids: [String]) -> FeatureSet {
    var result = self
    result.replicates = replicates.map { $0.selecting(ids) }
    result.applied = applied.map { ($0.label, $0.replicates.map { $0.selecting(ids) }) }
    return result
  }
}
