package import Support
internal import Tables

/// Reads GeoJSON feature by feature: a FeatureCollection, one Feature, or Features one after another
/// (GeoJSON text sequences, RFC 8142, and newline-delimited GeoJSON). Members may stand in any order.
package struct GeoJSONReader {
  private let scanner: JSONScanner
  private let name: String
  private var sawFeatures = false
  private var properties: GeoJSONProperties

  /// - Parameter names: which properties to hand over, in any case; `a.b` is the member `b` of an object `a`.
  package init(_ file: InputFile, keeping names: Set<String>) throws {
    scanner = JSONScanner(try ContentStream(file))
    name = file.name
    properties = GeoJSONProperties(keeping: names)
  }

  /// Types by which a JSON file says that it is of maps, whether or not it has features.
  private static let types: Set<String> = [
    "FeatureCollection", "Feature", "Topology", "Point", "MultiPoint", "LineString", "MultiLineString",
    "Polygon",
    "MultiPolygon", "GeometryCollection", "CityJSON",
  ]
  private static let members: Set<String> = ["features", "geometries", "elements"]

  /// Whether a JSON file is GeoJSON, or means to be: its first object has a `type` of maps, or `features`.
  package static func isGeoJSON(_ file: InputFile) throws -> Bool {
    let scanner = JSONScanner(try ContentStream(file))
    guard try file.beginsLikeJSON(), try scanner.peek() == UInt8(ascii: "{") else { return false }
    var found = false
    struct Decided: Error {}
    do {
      try scanner.object { member in
        let first = try scanner.peek()
        if members.contains(member), first == UInt8(ascii: "[") { found = true }
        if member == "type", first == UInt8(ascii: "\"") {
          found = types.contains(try scanner.string())
        } else if !found {
          try scanner.skip()
        }
        if found { throw Decided() }
      }
    } catch is Decided {}
    return found
  }

  /// Calls `body` with every feature.
  /// - Throws: `Failure` (EX_DATAERR) naming the line where the file is not GeoJSON.
  package mutating func forEachFeature(_ body: (GeoJSONFeature) throws -> Void) throws {
    while try scanner.peek() != nil { try value(body) }
    guard sawFeatures else {
      throw Failure.data(name, "has no features, where a GeoJSON FeatureCollection is needed")
    }
  }

  /// - Parameter lists: of each, one has to be a property of some feature.
  /// - Throws: `Failure` (EX_DATAERR) where none is: it was asked for and is not there.
  package func requireProperties(_ lists: [[String]], _ asked: String) throws {
    for names in lists where !names.isEmpty {
      if let problem = properties.absence(of: names) { throw Failure.data(name, "\(problem) (\(asked))") }
    }
  }

  /// A FeatureCollection or a Feature.
  private mutating func value(_ body: (GeoJSONFeature) throws -> Void) throws {
    var feature = GeoJSONFeature()
    feature.subject = "\(name): line \(scanner.line)"
    var type: String?
    var isCollection = false
    var kind: String?
    var seen: Set<String> = []
    try scanner.object { member in
      if ["type", "geometry", "properties", "id"].contains(member), !seen.insert(member).inserted {
        throw scanner.failure("has the member '\(member)' of a feature twice")
      }
      switch member {
      case "type": type = try scanner.text()
      case "features" where try scanner.peek() == UInt8(ascii: "["):
        isCollection = true
        sawFeatures = true
        try scanner.array { try value(body) }
      case "id": feature.id = try GeoJSONProperties.text(scanner)
      case "properties": try properties.read(scanner, into: &feature)
      case "geometry": feature.geometry = try GeoJSONGeometry.read(scanner)
      case "elements", "attributes", "coordinates", "geometries":
        kind = ["elements": "Overpass JSON", "attributes": "Esri JSON"][member]
        try scanner.skip()
      default: try scanner.skip()
      }
    }
    if isCollection { return }
    guard type == "Feature" else {
      let found = kind ?? type.map { "a \($0)" } ?? "an object without a type"
      throw scanner.failure("has \(found), where a GeoJSON Feature or FeatureCollection is needed")
    }
    sawFeatures = true
    try body(feature)
  }
}
