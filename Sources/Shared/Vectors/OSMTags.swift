internal import CGDAL
internal import Foundation
internal import GDAL
internal import Support

/// How tags of OpenStreetMap become properties.
package enum OSMTags {
  /// Keys of which any makes something a place.
  static let places = ["amenity", "shop", "leisure", "tourism", "office", "healthcare"]

  /// Keys that filters can name; all others come as properties, too.
  private static let fields =
    places + [
      "name", "brand", "boundary", "admin_level", "place", "landuse", "natural", "building", "ref", "type",
    ]

  /// Keys that make a closed way an area and not a line.
  private static let areas =
    places + [
      "aeroway", "area", "boundary", "building", "craft", "geological", "historic", "landuse", "military",
      "natural",
      "place", "public_transport", "sport", "club", "emergency", "government", "playground", "ruins", "water",
      "wetland", "industrial", "cemetery", "residential", "education", "school", "university",
    ]

  /// GDAL's settings, in its own language; kept in memory.
  private static let settings =
    """
    closed_ways_are_polygons=\(areas.joined(separator: ",")),highway=platform,railway=station
    attribute_name_laundering=no

    """
    + ["points", "lines", "multipolygons", "multilinestrings", "other_relations"].map { layer in
      """
      [\(layer)]
      osm_id=yes
      osm_version=no
      osm_timestamp=no
      osm_uid=no
      osm_user=no
      osm_changeset=no
      attributes=\(fields.joined(separator: ","))
      unsignificant=created_by,converted_by,source,time,attribution
      ignore=
      other_tags=yes

      """
    }.joined()

  /// The fast index of nodes needs them in order of their ids, as large extracts are; small ones need not be.
  private static let largeBytes = 512 << 20

  static func configure(for path: String) {
    _ = configured
    let isLarge = (FilePath.status(path)?.st_size ?? 0) > largeBytes
    CPLSetConfigOption("OSM_USE_CUSTOM_INDEXING", isLarge ? "YES" : "NO")
  }

  private static let configured: Void = {
    let path = "/vsimem/knowcl-osmconf.ini"
    let bytes = Array(settings.utf8)
    if let file = VSIFOpenL(path, "wb") {
      _ = VSIFWriteL(bytes, 1, bytes.count, file)
      VSIFCloseL(file)
    }
    CPLSetConfigOption("OSM_CONFIG_FILE", path)
  }()

  /// Takes `"key"=>"value","key"=>"value"` apart (PostgreSQL's hstore).
  package static func parse(_ text: String) -> [(key: String, value: String)] {
    var strings: [String] = []
    var current: [UInt8]?
    var isEscaped = false
    for byte in text.utf8 {
      if var open = current {
        if isEscaped {
          open.append(byte)
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          strings.append(String(decoding: open, as: UTF8.self))
          current = nil
          continue
        } else {
          open.append(byte)
        }
        current = open
      } else if byte == UInt8(ascii: "\"") {
        current = []
      }
    }
    return stride(from: 0, to: strings.count - 1, by: 2).map { (strings[$0], strings[$0 + 1]) }
  }
}
