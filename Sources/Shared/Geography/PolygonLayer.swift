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
  /// The properties that may name a feature: the first that is there counts.
  /// - Parameters:
  ///   - properties: those that are asked for; nil for the usual ones.
  ///   - what: what the features are: `region`.
  package static func idNames(_ properties: [String]?, of what: String = "region") -> [String] {
    if let properties { return properties }
    // A region's `area` is a number of square metres more often than a name.
    return ColumnNames.region
      + [
        "geoid10", "geoid20", "locationid", "location_id", what == "area" ? "area" : "region_code", "area_id",
      ]
      + ["code", "name"]
  }

  /// Reads the polygons of a GeoJSON file (Polygon, MultiPolygon, and collections of them). Invalid ones are repaired.
  /// - Parameters:
  ///   - idProperty: the property that names a feature, or several of which the first counts; nil takes a usual one.
  ///   - what: what the polygons are, for messages: `region`.
  ///   - only: ids of those to keep, before anything else is asked of a feature; nil keeps all.
  ///   - normalisesIDs: whether ids of `only` may be written otherwise than in the file.
  /// - Throws: `Failure` (EX_DATAERR) naming what is wrong and where: every feature that is no polygon, or has no id.
  package init(
    reading file: InputFile, idProperty: [String]?, what: String, only: [String]? = nil,
    normalisesIDs: Bool = false, log: Logger
  ) throws {
    var found: [(id: String, shape: PolygonShape)] = []
    let names = Self.idNames(idProperty, of: what)
    let join = try only.map { try IdentifierJoin($0, normalises: normalisesIDs) }
    let wanted = only.map(Set.init)
    var problems = RowProblems(file.name)
    var others: [String] = []
    var strangers: [String] = []
    var numbers = FeatureNumbers()
    var reader = try GeoJSONReader(file, keeping: Set(names))
    try reader.forEachFeature { feature in
      numbers.add(feature, named: names)
      var id = feature.identifier(names)
      if let join, let own = id { id = join.resolve(own) }
      if let wanted, let id, !wanted.contains(id) {
        if strangers.count < 200 { strangers.append(id) }
        return
      }
      try problems.catching {
        guard let id, !id.isEmpty else {
          let tried = names.prefix(4).joined(separator: ", ") + (names.count > 4 ? " …" : "")
          let hint = what == "region" ? "; --region-id says which property it is" : ""
          throw Failure.data(feature.subject, "has a feature without an id: no property \(tried)\(hint)")
        }
        try NameRules.require(id, feature.subject, isLabel: true)
        found.append((id, try Self.shape(of: feature, id, what, &others)))
      }
    }
    if let idProperty { try reader.requireProperties(found.isEmpty ? [idProperty] : [], "--region-id") }
    try problems.require()
    if let problem = numbers.problem, idProperty == nil { throw Failure.data(file.name, problem) }
    if let first = others.first {
      log.info(
        "\(file.name): lines and points beside the polygons of \(others.count) \(what)s passed over (\(first))"
      )
    }
    if let wanted, found.count < wanted.count {
      throw Self.missing(wanted.subtracting(found.map(\.id)), strangers, found.count, file.name)
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
    let results = Lock(
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

  /// Holes of a polygon that is still repaired: of holes in holes that takes the square of their number.
  private static let mostRepairedHoles = 10_000

  private static func check(_ shape: PolygonShape, _ geos: GEOSContext, _ subject: String) throws
    -> (PolygonShape, SIMD2<Double>, String?)
  {
    try geos.with(shape) { geometry in
      guard let problem = try geos.invalidity(geometry) else {
        return (shape, try geos.centroid(geometry), nil)
      }
      let holes = shape.mostHoles
      guard holes <= mostRepairedHoles else {
        throw Failure.data(
          subject,
          "has a polygon of \(holes) holes that is none (\(problem)), where at most \(mostRepairedHoles) are repaired"
        )
      }
      let valid = try geos.repaired(geometry)
      defer { geos.destroy(valid) }
      let repaired = try geos.shape(valid)
      guard !repaired.isEmpty else { throw Failure.data(subject, "has no area (\(problem))") }
      return (repaired, try geos.centroid(valid), problem)
    }
  }

  private static func shape(
    of feature: GeoJSONFeature, _ id: String, _ what: String, _ others: inout [String]
  ) throws -> PolygonShape {
    let listHint =
      what == "region" ? "; --region-list FILE keeps the regions that it lists, and leaves out others" : ""
    func wrong(_ message: String) -> Failure {
      Failure.data(feature.subject, "\(what) '\(id)' \(message)\(listHint)")
    }
    switch feature.geometry {
    case .polygon(let shape, let count) where !shape.isEmpty:
      if count > 0 { others.append(id) }
      return shape
    case .polygon, .none: throw wrong("has no geometry")
    case .point: throw wrong("is a Point, where a Polygon or MultiPolygon is needed")
    case .other(let type, _): throw wrong("is a \(type), where a Polygon or MultiPolygon is needed")
    case .wrong(let failure): throw failure
    }
  }

  /// Of regions that are listed.
  private static func missing(_ missing: Set<String>, _ found: [String], _ count: Int, _ name: String)
    -> Failure
  {
    let sorted = missing.naturallySorted()
    return Failure.data(
      name,
      "has no polygon for \(missing.count) of the listed regions, such as '\(sorted.first ?? "")'"
        + IdentifierJoin.explanation(missing: sorted, found: found, joinsNothing: count == 0))
  }

  /// The box around all polygons.
  package var box: Box {
    var box = Box.empty
    for shape in shapes { box.extend(to: shape.box) }
    return box
  }
}
