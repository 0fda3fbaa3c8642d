internal import Support

/// Files that are no text, told by their first bytes, so that a message says what a file is instead of showing it.
package enum ForeignFormat {
  /// First bytes, what begins so, and what makes a text of it.
  private static let known: [(start: [UInt8], title: String, hint: String)] = [
    (Array("BZh".utf8), "a bzip2 archive", "bunzip2 unpacks it; gzip is read as it is"),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], "an xz archive", "unxz unpacks it; gzip is read as it is"),
    ([0x28, 0xB5, 0x2F, 0xFD], "a zstd archive", "unzstd unpacks it; gzip is read as it is"),
    ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "a 7z archive", "7z x unpacks it; gzip is read as it is"),
    (
      Array("PK\u{3}\u{4}".utf8), "a zip archive (or a workbook of Excel or LibreOffice)",
      "unzip it, or save the sheet as CSV"
    ),
    ([0xD0, 0xCF, 0x11, 0xE0], "a workbook of old Excel", "save the sheet as CSV"),
    (Array("PAR1".utf8), "a Parquet file", "DuckDB or pandas writes it as CSV"),
    (Array("ARROW1".utf8), "an Arrow file", "DuckDB or pandas writes it as CSV"),
    (
      Array("SQLite format 3".utf8), "an SQLite database (a GeoPackage?)",
      "ogr2ogr writes GeoJSON or CSV of it"
    ),
    ([0x00, 0x00, 0x27, 0x0A], "a shapefile", "ogr2ogr writes GeoJSON of it"),
    (Array("fgb".utf8), "a FlatGeobuf", "ogr2ogr writes GeoJSON of it"),
    ([0x89, 0x48, 0x44, 0x46], "an HDF5 file", "a table as text is needed"),
    ([0x89, 0x50, 0x4E, 0x47], "a PNG picture", "a table as text is needed"),
    ([0xFF, 0xD8, 0xFF], "a JPEG picture", "a table as text is needed"),
    (Array("%PDF".utf8), "a PDF document", "a table as text is needed"),
    ([0x1F, 0x8B], "a gzip archive within a gzip archive", "unpack it once"),
    ([0xFF, 0xFE], "UTF-16 text", "--encoding utf-16 reads it"),
    ([0xFE, 0xFF], "UTF-16 text", "--encoding utf-16 reads it"),
  ]
  private static let markup = ["<?xml", "<!doctype", "<html", "<osm", "<kml"]

  /// - Parameters:
  ///   - wanted: what is needed instead: `a CSV or TSV table`.
  /// - Throws: `Failure` (EX_DATAERR) where a file that begins with `block` is no text.
  package static func refuse(_ block: UnsafeRawBufferPointer, name: String, wanted: String) throws {
    if let format = known.first(where: { block.starts(with: $0.start) }) {
      throw Failure.data(name, "is \(format.title), where \(wanted) in UTF-8 is needed; \(format.hint)")
    }
    let start = String(decoding: block.prefix(16), as: UTF8.self).lowercased()
    if markup.contains(where: start.hasPrefix) {
      throw Failure.data(name, "is XML or HTML, where \(wanted) is needed")
    }
    guard block.prefix(512).contains(0) else { return }
    throw Failure.data(
      name, "is not UTF-8 text, where \(wanted) is needed; if it is UTF-16, --encoding utf-16")
  }
}
