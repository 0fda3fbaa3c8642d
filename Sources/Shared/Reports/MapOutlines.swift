package import Geography
package import Support
internal import Tables

/// Polygons with a value each as rows for gnuplot: what is filled, then the lines around it.
package struct MapOutlines: Sendable {
  private var regions: [(shape: PolygonShape, value: Double?)] = []
  /// Features that are no polygons.
  package private(set) var others = 0

  /// Reads the polygons of a GeoJSON file.
  /// - Parameter property: the property that is the value; whatever its case.
  /// - Throws: `Failure` (EX_DATAERR) where it is no GeoJSON, has no polygons, or no feature has the property.
  package init(reading file: InputFile, value property: String) throws {
    let key = property.lowercased()
    var reader = try GeoJSONReader(file, keeping: [key])
    var found = false
    var reference: Double?
    try reader.forEachFeature { feature in
      guard case .polygon(let shape, _) = feature.geometry, !shape.isEmpty else {
        others += 1
        return
      }
      let text = feature.properties[key]
      found = found || text != nil
      let near = reference ?? shape.rings[0].points.first?.x ?? 0
      reference = near
      // A city may lie on the antimeridian: take longitudes the short way round.
      regions.append(
        (shape.mapPoints { SIMD2(WGS84.unwrapped($0.x, near: near), $0.y) }, text.flatMap(Double.init)))
    }
    guard !regions.isEmpty else { throw Failure.data(file.name, "has no polygons") }
    guard found else { throw Failure.data(file.name, "has no feature with the property '\(property)'") }
  }

  /// Two data sets, apart by two blank lines: `lon lat value` of each part, holes left open, NaN for regions without a
  /// value; then `lon lat` of each ring. Parts and rings are apart by blank lines.
  package var rows: String {
    let filled = regions.flatMap { region in
      let value = region.value.map { "\($0)" } ?? "NaN"
      return region.shape.filledOutlines.map { Self.lines($0, "\t\(value)") }
    }
    let rings = regions.flatMap { $0.shape.rings.map { Self.lines(Array($0.points), "") } }
    return filled.joined(separator: "\n") + "\n\n" + rings.joined(separator: "\n")
  }

  private static func lines(_ points: [SIMD2<Double>], _ rest: String) -> String {
    points.map { "\($0.x)\t\($0.y)\(rest)\n" }.joined()
  }
}
