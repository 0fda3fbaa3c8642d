internal import Geography
internal import Graphs
internal import Logging
internal import Support
internal import Tables

/// The regions of a city, in natural order of their ids: polygons, or centres only.
struct RegionSet: Sendable {
  let names: NameList
  /// In degrees.
  let centres: [SIMD2<Double>]
  /// In degrees and in metres of the projection; nil where only centres are known.
  let polygons: (degrees: [PolygonShape], metres: [PolygonShape])?
  /// Around everything, in degrees.
  let box: Box
  let projection: LocalProjection

  var count: Int { centres.count }
  var ids: [String] { (0..<count).map { names.string($0) } }

  /// - Throws: `Failure` where the regions lie where nobody lives.
  init(_ layer: PolygonLayer, name: String, log: Logger) throws {
    let box = layer.box
    let projection = LocalProjection(around: box)
    let metres = layer.shapes.map { $0.mapPoints { projection.metres($0) } }
    try self.init(
      layer.ids, centres: layer.centres, polygons: (layer.shapes, metres), box: box, name: name, log: log)
  }

  /// Regions of which only the centres are known, in degrees.
  init(centres: [String: SIMD2<Double>], name: String, log: Logger) throws {
    let ids = centres.keys.naturallySorted()
    let positions = ids.compactMap { centres[$0] }
    let reference = positions.first?.x ?? 0
    var box = Box.empty
    for position in positions {
      box.extend(to: SIMD2(WGS84.unwrapped(position.x, near: reference), position.y))
    }
    try self.init(ids, centres: positions, polygons: nil, box: box, name: name, log: log)
  }

  private init(
    _ ids: [String], centres: [SIMD2<Double>], polygons: ([PolygonShape], [PolygonShape])?, box: Box,
    name: String, log: Logger
  ) throws {
    names = NameList(ids)
    self.centres = centres
    self.polygons = polygons
    self.box = box
    projection = LocalProjection(around: box)
    if box.high.y < -60 {
      throw Failure.data(
        name,
        "puts the regions at latitude \(box.low.y), where no city is: longitude comes first; are the two swapped?"
      )
    }
    let corners = [box.low, box.high, SIMD2(box.low.x, box.high.y), SIMD2(box.high.x, box.low.y)]
    let stretch = corners.map { LocalProjection.stretch(at: projection.metres($0)) }.max() ?? 0
    if stretch > 1e-3 {
      log.warning(
        "\(name): the regions span so much that lengths at their edges are \((stretch * 1e4).rounded() / 100) % too long; build a graph for each city"
      )
    }
  }

  var centresInMetres: [SIMD2<Double>] { centres.map { projection.metres($0) } }

  /// Longitude near the regions' own, where these lie on the antimeridian.
  func unwrapped(_ position: SIMD2<Double>) -> SIMD2<Double> {
    SIMD2(WGS84.unwrapped(position.x, near: (box.low.x + box.high.x) / 2), position.y)
  }
}
