/// What columns of tables and properties of GeoJSON features are called. Of a list the first name that is there
/// counts, in any case, wherever its column stands; docs/formats.md has the rule for users.
package enum ColumnNames {
  package static let region = ["region", "region_id", "id", "geoid", "imagename", "entity"]
  package static let longitude = ["lon", "lng", "longitude", "x"]
  package static let latitude = ["lat", "latitude", "y"]
  /// Columns that number the rows of a table: no ids of anything. Keys of headings.
  package static let rowNumbers: Set<String> = [
    "", "unnamed:_0", "index", "objectid", "fid", "ogc_fid", "row", "rownum", "row_id", "#",
  ]
}
