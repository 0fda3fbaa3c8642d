package import Support

/// A feature of a GeoJSON file (RFC 7946): its geometry and the properties that were asked for.
package struct GeoJSONFeature {
  package enum Geometry {
    case point(SIMD2<Double>)
    /// Polygon or MultiPolygon, or all of them in a collection; and how many lines and points stood beside them.
    case polygon(PolygonShape, others: Int)
    /// null, or a feature without the member.
    case none
    /// Another kind, by its name, and its middle; nil where it has no position.
    case other(String, middle: SIMD2<Double>?)
    /// What is wrong with a geometry that is JSON, but none of its type.
    case wrong(Failure)
  }

  /// The feature's own `id`, if it has one.
  var id: String?
  package var geometry = Geometry.none
  /// Properties by name in lower case: strings, and numbers as they are written. Members of objects are
  /// `object.member`.
  package var properties: [String: String] = [:]
  /// How messages call it: the file and the line where it begins.
  package var subject = ""

  /// The property that names the feature, or its own id.
  /// - Parameter names: properties, the first that is there counts.
  package func identifier(_ names: [String]) -> String? {
    names.lazy.compactMap { properties[$0.lowercased()] }.first ?? id
  }
}
