package import ArgumentParser

/// What is wanted of vector layers that are no plain GeoJSON.
package struct VectorOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Layer of a GeoPackage, shapefile, FlatGeobuf … to read (of other files than --regions: pois=NAME, areas=NAME).",
      valueName: "name"))
  package var layer: [String] = []

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp(
      "Only features that meet a condition in OGR's SQL, such as \"admin_level = '9'\" (of other files than --regions: pois=SQL, areas=SQL).",
      valueName: "sql"))
  package var filter: [String] = []

  package init() {}

  /// What a file of vector layers is for.
  package enum Role: String, CaseIterable, Sendable {
    case regions, pois, areas

    /// What `geo-read --for` calls it.
    var name: String { self == .pois ? "places" : rawValue }
  }

  package func layers(of role: Role) -> [String] { Self.values(layer, role) }

  package func filter(of role: Role) -> String? { Self.values(filter, role).last }

  /// `ROLE=VALUE`; what names no role is about regions.
  private static func values(_ all: [String], _ role: Role) -> [String] {
    all.compactMap { text in
      for other in Role.allCases where text.hasPrefix("\(other.rawValue)=") {
        return other == role ? String(text.dropFirst(other.rawValue.count + 1)) : nil
      }
      return role == .regions ? text : nil
    }
  }

  package func validate() throws {
    for role in Role.allCases where Self.values(filter, role).count > 1 {
      throw ValidationError("--where is given twice for \(role.rawValue); AND joins conditions")
    }
  }
}
