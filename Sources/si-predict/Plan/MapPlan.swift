import ArgumentParser
internal import Tooling

/// A map of estimates that were made before.
struct MapPlan {
  /// The file of predictions.
  let path: String
  /// The file of polygons, and the property that names them.
  let polygons: String
  let idProperty: String?
  let vectors: VectorOptions
  /// The model; nil where the file has one only.
  let label: String?
  let indicators: [String]?
  /// The city; nil for the one that models were fitted on.
  let target: String?
  let output: String

  /// - Throws: `ValidationError` for options that do not go together.
  init(_ path: String, _ tool: SiPredict) throws {
    let (data, split, fill) = (tool.data, tool.split, tool.fill)
    guard let polygons = data.regions else {
      throw ValidationError("--to-geojson needs --regions FILE, the polygons of the regions")
    }
    let others: [Any?] = [
      data.indicators, data.coordinates, split.given.split, split.given.splitIndex, split.folds, split.buffer,
      tool.results.saveModel,
      tool.results.metrics, tool.results.label,
    ]
    guard others.allSatisfy({ $0 == nil }), !fill.fill,
      tool.features.isEmpty && tool.apply.isEmpty && tool.join.isEmpty
    else {
      throw ValidationError(
        "--to-geojson fits nothing: it takes --regions, --region-id, --layer, --where, --features, --indicator, --target and -o"
      )
    }
    try tool.refuseEstimates()
    let labels = list(tool.table.featureLists)
    if labels.count > 1 { throw ValidationError("--to-geojson maps one model: --features names several") }
    if tool.target.count > 1 { throw ValidationError("--to-geojson maps one --target at a time") }
    if path == "-" && polygons == "-" { throw ValidationError("standard input can be read once only") }
    self.path = path
    self.polygons = polygons
    idProperty = tool.table.regionId
    vectors = tool.vectors
    label = labels.first
    indicators = data.indicatorNames.isEmpty ? nil : data.indicatorNames
    target = tool.target.first
    output = tool.results.output ?? "-"
  }
}
