internal import CGDAL
internal import GDAL

/// Samples of a band, and which of them hold something: by nodata, alpha or mask, and never what is no number.
struct ValidPixels {
  let values: [Double]
  /// 0 where a sample holds nothing; nil where all hold something.
  let mask: [UInt8]?

  /// - Throws: `Failure` (EX_DATAERR) where the raster cannot be read.
  init(_ dataset: RasterDataset, band: Int, columns: Range<Int>, rows: Range<Int>, name: String) throws {
    values = try dataset.band(band, columns: columns, rows: rows, name: name)
    let handle = GDALGetRasterBand(dataset.handle, Int32(band))
    guard GDALGetMaskFlags(handle) & GMF_ALL_VALID == 0 else {
      mask = nil
      return
    }
    mask = try dataset.mask(of: band, columns: columns, rows: rows, name: name)
  }

  func isValid(_ index: Int) -> Bool { mask.map { $0[index] != 0 } ?? true && !values[index].isNaN }

  func forEach(_ body: (Double) -> Void) {
    for index in values.indices where isValid(index) { body(values[index]) }
  }
}
