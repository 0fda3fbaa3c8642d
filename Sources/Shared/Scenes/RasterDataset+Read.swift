internal import CGDAL
internal import GDAL
internal import Support

/// A number that GDAL reads samples as.
protocol RasterSample {
  static var rasterType: GDALDataType { get }
  static var zero: Self { get }
}

extension UInt8: RasterSample { static let rasterType = GDT_Byte }
extension UInt16: RasterSample { static let rasterType = GDT_UInt16 }
extension Int32: RasterSample { static let rasterType = GDT_Int32 }
extension Double: RasterSample { static let rasterType = GDT_Float64 }

extension RasterDataset {
  /// All samples of a band (from 1), [y, x].
  func band<T: RasterSample>(_ number: Int) throws -> [T] {
    try band(
      number, columns: 0..<Int(GDALGetRasterXSize(handle)), rows: 0..<Int(GDALGetRasterYSize(handle)),
      name: nil)
  }

  /// Samples of a band (from 1) within some columns and rows, [y, x].
  /// - Throws: `Failure` (EX_DATAERR) where the file is damaged.
  func band<T: RasterSample>(_ number: Int, columns: Range<Int>, rows: Range<Int>, name: String?) throws
    -> [T]
  {
    try Self.read(GDALGetRasterBand(handle, Int32(number)), columns, rows, name)
  }

  /// What says of the samples of a band (from 1) within some columns and rows whether they hold something: 0 where not.
  func mask(of number: Int, columns: Range<Int>, rows: Range<Int>, name: String?) throws -> [UInt8] {
    try Self.read(GDALGetMaskBand(GDALGetRasterBand(handle, Int32(number))), columns, rows, name)
  }

  private static func read<T: RasterSample>(
    _ band: GDALRasterBandH?, _ columns: Range<Int>, _ rows: Range<Int>, _ name: String?
  ) throws -> [T] {
    var values = [T](repeating: .zero, count: columns.count * rows.count)
    let code = values.withUnsafeMutableBytes {
      GDALRasterIO(
        band, GF_Read, Int32(columns.lowerBound), Int32(rows.lowerBound),
        Int32(columns.count), Int32(rows.count), $0.baseAddress, Int32(columns.count), Int32(rows.count),
        T.rasterType, 0, 0)
    }
    guard code == CE_None else { throw GDALLibrary.failure(name, "cannot be read") }
    return values
  }
}
