internal import Foundation
package import Logging
package import Support
internal import Synchronization
internal import Tables

/// Named polygons, in natural order of their names, valid, in degrees.
package struct PolygonLayer: Sendable {
  package let ids: [String]
  package let shapes: [PolygonShape]
  /// Centres of mass in degrees.
  package let centres: [SIMD2<Double>]

  /// Properties have no first one to fall back to, as the columns of a table do.
  private static let usualNames =
    ColumnNames.region + ["geoid10", "geoid20", "area", "area_id", "code", "name"]

  /// The properties that may name a feature, in lower case: the first that is there counts.
  /// - Parameter property: the one that is asked for; nil for the usual ones.
  package static func idNames(_ property: String?) -> [String] {
    property.map { [$0.lowercased()] } ?? usualNames
  }

  /// Reads the Polygon and MultiPolygon features of a GeoJSON file. Invalid polygons are repaired.
  /// - Parameters:
  ///   - idProperty: the property that names a feature; nil takes the first usual one.
  ///   - what: what the polygons are, for messages: `region`.
  /// - Throws: `Failure` (EX_DATAERR) naming what is wrong and where.
  package init(reading file: InputFile, idProperty: String?, what: String, log: Logger) throws {
    var found: [(id: String, shape: PolygonShape)] = []
    let names = Self.idNames(idProperty)
    var reader = try GeoJSONReader(file, keeping: names.contains)
    try reader.forEachFeature { feature in
      guard let id = feature.identifier(names), !id.isEmpty else {
        let tried = names.prefix(4).joined(separator: ", ") + (names.count > 4 ? " …" : "")
        let hint = what == "region" ? "; --region-id says which property it is" : ""
        throw Failure.data(
          nil, "has a feature without an id: no property \(tried)\(hint)")
      }
      switch feature.geometry {
      case .polygon(let shape) where !shape.isEmpty: found.append((id, shape))
      case .polygon, .none: throw Failure.data(nil, "\(what) '\(id)' has no geometry")
      case .point:
        throw Failure.data(nil, "\(what) '\(id)' is a Point, where a Polygon or MultiPolygon is needed")
      case .other(let type):
        throw Failure.data(nil, "\(what) '\(id)' is a \(type), where a Polygon or MultiPolygon is needed")
      }
    }
    guard !found.isEmpty else { throw Failure.data(file.name, "has no features") }
    found.sort { NaturalOrder.precedes($0.id, $1.id) }
    for (a, b) in zip(found, found.dropFirst()) where a.id == b.id {
      throw Failure.data(file.name, "names the \(what) '\(a.id)' twice, where ids must be different")
    }
    let reference = found[0].shape.points[0].x
    let raw = found.map { feature in
      // A city may lie on the antimeridian: take longitudes the short way round.
      feature.shape.mapPoints { SIMD2(WGS84.unwrapped($0.x, near: reference), $0.y) }
    }
    try self.init(ids: found.map(\.id), unchecked: raw, name: file.name, what: what, log: log)
  }

  private init(ids: [String], unchecked raw: [PolygonShape], name: String, what: String, log: Logger) throws {
    let results = Mutex(
      [(shape: PolygonShape, centre: SIMD2<Double>, problem: String?)?](repeating: nil, count: raw.count))
    try Parallel.tryForEach((raw.count + 255) / 256) { shard in
      let range = (shard * 256)..<min(raw.count, shard * 256 + 256)
      let piece = try GEOSContext.with { geos in
        try range.map { try Self.check(raw[$0], geos, "\(name): \(what) '\(ids[$0])'") }
      }
      results.withLock { for (index, result) in zip(range, piece) { $0[index] = result } }
    }
    let checked = results.withLock { $0 }.compactMap { $0 }
    self.ids = ids
    shapes = checked.map(\.shape)
    centres = checked.map(\.centre)
    let repaired = checked.indices.filter { checked[$0].problem != nil }
    if let first = repaired.first {
      let shown = repaired.prefix(50).map { ids[$0] }.joined(separator: ", ")
      let more = repaired.count > 50 ? " and \(repaired.count - 50) more" : ""
      log.warning(
        "\(name): repaired \(repaired.count) invalid polygons: \(shown)\(more) (\(ids[first]): \(checked[first].problem ?? ""))"
      )
    }
  }

  private static func check(_ shape: PolygonShape, _ geos: GEOSContext, _ subject: String) throws
    -> (PolygonShape, SIMD2<Double>, String?)
  {
    try geos.with(shape) { geometry in
      guard let problem = try geos.invalidity(geometry) else {
        return (shape, try geos.centroid(geometry), nil)
      }
      let valid = try geos.repaired(geometry)
      defer { geos.destroy(valid) }
      let repaired = try geos.shape(valid)
      guard !repaired.isEmpty else { throw Failure.data(subject, "has no area (\(problem))") }
      return (repaired, try geos.centroid(valid), problem)
    }
  }

  /// Only the polygons whose ids are listed.
  /// - Throws: `Failure` (EX_DATAERR) when one has no polygon.
  package func selecting(_ list: [String], name: String) throws -> PolygonLayer {
    let wanted = Set(list)
    let missing = wanted.subtracting(ids)
    if let example = missing.min() {
      throw Failure.data(
        name, "has no polygon for \(missing.count) of the listed regions, such as '\(example)'")
    }
    let kept = ids.indices.filter { wanted.contains(ids[$0]) }
    return PolygonLayer(
      ids: kept.map { ids[$0] }, shapes: kept.map { shapes[$0] }, centres: kept.map { centres[$0] })
  }

  private init(ids: [String], shapes: [PolygonShape], centres: [SIMD2<Double>]) {
    self.ids = ids
    self.shapes = shapes
    self.centres = centres
  }

  /// The box around all polygons.
  package var box: Box {
    var box = Box.empty
    for shape in shapes { box.extend(to: shape.box) }
    return box
  }
}
