internal import Geography
internal import Scenes
internal import Support
internal import Tables
internal import Tooling

/// The regions whose pictures are wanted, in natural order of their ids.
struct RegionPlaces {
  let ids: [String]
  let polygons: PolygonLayer?
  /// Longitude and latitude around which to cut, where they are given.
  private let points: [SIMD2<Double>]?

  init(_ tool: ImgCrop, _ context: Context) throws {
    let list = try tool.regionList.map { try context.readIdentifiers($0) }
    var polygons: PolygonLayer?
    if let path = tool.regions {
      polygons = try context.withVectorInput(path, tool.vectors) { file in
        try PolygonLayer(
          reading: file, idProperty: tool.regionId.map { [$0] } ?? context.rules.columns[.region],
          what: "region", only: list, normalisesIDs: context.rules.normalisesIDs, log: context.log)
      }
    }
    self.polygons = polygons
    guard let path = tool.window.at else {
      ids = polygons?.ids ?? []
      points = nil
      return
    }
    var table = try context.readCoordinates(path)
    ids = polygons?.ids ?? list ?? table.positions.keys.naturallySorted()
    table = try table.renamed(IdentifierJoin(ids, normalises: context.rules.normalisesIDs).resolve)
    points = try ids.map { id in
      guard let point = table[id] else {
        throw Failure.data(path, "gives no longitude and latitude of region '\(id)'")
      }
      return point
    }
  }

  private static let metresADegree = 110_000.0

  /// The longitudes and latitudes that pictures may show.
  func area(around window: WindowOptions) -> Box? {
    var box = polygons?.box ?? .empty
    for point in points ?? [] { box.extend(to: point) }
    guard window.pixels == nil else { return nil }
    var metres = (window.square ?? window.cover ?? 2 * window.margin) * 0.55
    if window.shape == .bounds {
      // A square around a long polygon reaches beyond it.
      let sizes = (polygons?.shapes ?? []).map {
        max($0.box.high.x - $0.box.low.x, $0.box.high.y - $0.box.low.y)
      }
      metres += (sizes.max() ?? 0) / 2 * Self.metresADegree
    }
    let latitude = metres / Self.metresADegree
    let longitude = latitude / max(0.02, Elementary.cos(max(abs(box.low.y), abs(box.high.y)) * .pi / 180))
    return Box(low: box.low - SIMD2(longitude, latitude), high: box.high + SIMD2(longitude, latitude))
  }

  /// The middle of all regions.
  private var middle: SIMD2<Double> {
    var box = polygons?.box ?? .empty
    for point in points ?? [] { box.extend(to: point) }
    return (box.low + box.high) / 2
  }

  /// Where their pictures are to be cut.
  func plan(_ window: WindowOptions, _ scene: Scene) throws -> CropPlan {
    let crs = try window.crs(for: scene, around: middle)
    if let points { return try CropPlan(window.shape, around: points, in: crs, scene: scene) }
    guard let polygons else { throw Failure.usage("--regions is needed") }
    return try CropPlan(window.shape, of: polygons, in: crs, scene: scene, margin: window.margin)
  }
}
