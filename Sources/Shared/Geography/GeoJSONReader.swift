package import Support
internal import Tables

/// Reads GeoJSON feature by feature: a FeatureCollection, one Feature, or Features one after another
/// (GeoJSON text sequences, RFC 8142, and newline-delimited GeoJSON). Members may stand in any order.
package struct GeoJSONReader {
  private let scanner: JSONScanner
  private let name: String
  private let keeps: (String) -> Bool
  private var sawFeatures = false

  /// - Parameter keeps: which properties (names in lower case) to hand over.
  package init(_ file: InputFile, keeping keeps: @escaping (_ property: String) -> Bool) throws {
    scanner = JSONScanner(try ContentStream(file))
    name = file.name
    self.keeps = keeps
  }

  /// Whether a JSON file is GeoJSON: its first object has a `type` that GeoJSON knows, or `features`.
  package static func isGeoJSON(_ file: InputFile) throws -> Bool {
    let scanner = JSONScanner(try ContentStream(file))
    guard try scanner.peek() == UInt8(ascii: "{") else { return false }
    var found = false
    struct Decided: Error {}
    do {
      try scanner.object { member in
        let first = try scanner.peek()
        if member == "features", first == UInt8(ascii: "[") { found = true }
        if member == "type", first == UInt8(ascii: "\""),
          ["FeatureCollection", "Feature", "Topology"].contains(try scanner.string())
        {
          found = true
        } else if !found {
          try scanner.skip()
        }
        if found { throw Decided() }
      }
    } catch is Decided {}
    return found
  }

  /// Calls `body` with every feature.
  /// - Throws: `Failure` (EX_DATAERR) naming the line where the file is not GeoJSON, or a position is not in
  ///   degrees of WGS 84, or a ring is not closed.
  package mutating func forEachFeature(_ body: (GeoJSONFeature) throws -> Void) throws {
    while try scanner.peek() != nil { try value(body) }
    guard sawFeatures else {
      throw Failure.data(name, "has no features, where a GeoJSON FeatureCollection is needed")
    }
  }

  /// A FeatureCollection or a Feature.
  private mutating func value(_ body: (GeoJSONFeature) throws -> Void) throws {
    var feature = GeoJSONFeature()
    feature.line = scanner.line
    var type: String?
    var isCollection = false
    try scanner.object { member in
      switch member {
      case "type": type = try scanner.text()
      case "features":
        isCollection = true
        sawFeatures = true
        try scanner.array { try value(body) }
      case "id": feature.id = try scanner.text()
      case "properties": try properties(into: &feature)
      case "geometry": feature.geometry = try geometry()
      default: try scanner.skip()
      }
    }
    if isCollection { return }
    guard type == "Feature" else {
      let found = type.map { "a \($0)" } ?? "an object without a type"
      throw scanner.failure("has \(found), where a GeoJSON Feature or FeatureCollection is needed")
    }
    sawFeatures = true
    do { try body(feature) } catch let failure as Failure where failure.subject == nil {
      throw Failure.data("\(name): line \(feature.line)", failure.message)
    }
  }

  private func properties(into feature: inout GeoJSONFeature) throws {
    guard try scanner.peek() == UInt8(ascii: "{") else { return try scanner.skip() }
    try scanner.object { property in
      let property = property.lowercased()
      guard keeps(property) else { return try scanner.skip() }
      feature.properties[property] = try scanner.text()
    }
  }

  private func geometry() throws -> GeoJSONFeature.Geometry {
    guard try scanner.peek() == UInt8(ascii: "{") else {
      try scanner.skip()
      return .none
    }
    var type: String?
    var coordinates: GeoJSONCoordinates?
    try scanner.object { member in
      switch member {
      case "type": type = try scanner.text()
      case "coordinates": coordinates = try GeoJSONCoordinates(scanner)
      default: try scanner.skip()
      }
    }
    guard let type else { throw scanner.failure("has a geometry without a type") }
    switch type {
    case "Point":
      guard let coordinates, coordinates.depth == 1, let point = coordinates.points.first else {
        throw scanner.failure("has a Point without one position")
      }
      return .point(point)
    case "Polygon", "MultiPolygon":
      guard let coordinates, coordinates.depth == (type == "Polygon" ? 3 : 4) || coordinates.points.isEmpty
      else { throw scanner.failure("has a \(type) whose coordinates are not those of a \(type)") }
      return .polygon(try coordinates.shape(scanner))
    default: return .other(type)
    }
  }
}
