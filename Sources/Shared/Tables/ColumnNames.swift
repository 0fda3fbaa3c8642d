/// What columns of tables and properties of GeoJSON features are called. Of a list the first name that is there
/// counts, in any case, wherever its column stands; docs/formats.md has the rule for users.
package enum ColumnNames {
  package static let region = ["region", "region_id", "id", "geoid", "imagename", "entity"]
  package static let longitude = ["lon", "lng", "longitude", "x"]
  package static let latitude = ["lat", "latitude", "y"]

  /// The position of the first of `names` in a heading in lower case.
  package static func position(of names: [String], in heading: [String]) -> Int? {
    names.lazy.compactMap { heading.firstIndex(of: $0) }.first
  }

  /// The columns of longitude and latitude, if a heading in lower case names both.
  static func coordinates(in heading: [String]) -> (longitude: Int, latitude: Int)? {
    guard let longitude = position(of: longitude, in: heading),
      let latitude = position(of: latitude, in: heading)
    else { return nil }
    return (longitude, latitude)
  }
}
