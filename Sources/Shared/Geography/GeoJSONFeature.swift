/// A feature of a GeoJSON file (RFC 7946): its geometry and the properties that were asked for.
package struct GeoJSONFeature {
  package enum Geometry {
    case point(SIMD2<Double>)
    /// Polygon or MultiPolygon.
    case polygon(PolygonShape)
    /// null, or a feature without the member.
    case none
    /// Another kind, by its name.
    case other(String)
  }

  /// The feature's own `id`, if it has one.
  var id: String?
  package var geometry = Geometry.none
  /// Properties by name in lower case: strings, and numbers as they are written.
  package var properties: [String: String] = [:]
  /// Where it begins in the file.
  var line = 0

  /// The property that names the feature, or its own id.
  /// - Parameter names: properties in lower case, the first that is there counts.
  package func identifier(_ names: [String]) -> String? {
    names.lazy.compactMap { properties[$0] }.first ?? id
  }
}
