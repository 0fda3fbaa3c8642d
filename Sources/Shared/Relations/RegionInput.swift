internal import Geography
package import Support
internal import Tables

/// What a file of regions holds, told by its content.
package enum RegionInput {
  /// GeoJSON.
  case polygons
  /// A list of ids, a table, or JSON by id; with centres in degrees where it has them.
  case table(ids: [String], centres: [String: SIMD2<Double>]?)

  package init(_ file: InputFile) throws {
    if try file.beginsLikeJSON(), try GeoJSONReader.isGeoJSON(file) {
      self = .polygons
    } else {
      let ids = try EntityTables.identifiers(file)
      // Numbers in an unnamed column are no coordinates.
      let centres = try EntityTables.namesCoordinates(file) ? EntityTables.coordinates(file) : nil
      self = .table(ids: ids, centres: centres)
    }
  }
}
