internal import CGDAL
internal import GDAL
internal import Support

/// The day that a raster was taken on, as its metadata or else its name say.
package enum RasterDate {
  /// Metadata that hold it, the most telling first.
  private static let items = [
    "DATATAKE_1_DATATAKE_SENSING_START", "PRODUCT_START_TIME", "ACQUISITIONDATETIME", "ACQUISITION_DATE",
    "DATE_ACQUIRED", "SENSING_TIME", "TIFFTAG_DATETIME",
  ]

  static func of(_ dataset: GDALDatasetH, name: String) -> String? {
    for item in items {
      for domain in [nil, "IMAGERY"] {
        let text = GDALLibrary.string(GDALGetMetadataItem(dataset, item, domain))
        if let date = date(in: text) { return date }
      }
    }
    return date(in: FilePath.name(name))
  }

  /// The first day in a text: `2021-07-24`, `2021:07:24`, `2021/07/24` or `20210724`.
  package static func date(in text: String) -> String? {
    let pattern = /(?:^|[^0-9])((?:19|20)[0-9]{2})([-:\/]?)([01][0-9])\2([0-3][0-9])(?:$|[^0-9])/
    guard let found = text.firstMatch(of: pattern), let month = Int(found.3), let day = Int(found.4),
      (1...12).contains(month), (1...31).contains(day)
    else { return nil }
    return "\(found.1)-\(found.3)-\(found.4)"
  }
}
