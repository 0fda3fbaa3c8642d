internal import GDAL
internal import Support

/// Values that stand for none in many rasters, also where they do not say so.
package struct UsualNodata {
  private static let values: Set<Double> = [
    -9999, -99999, -999999, -32768, -32767, -2_147_483_648, 1e20, -1e20,
    Double(Float.greatestFiniteMagnitude), -Double(Float.greatestFiniteMagnitude),
    Double.greatestFiniteMagnitude, -Double.greatestFiniteMagnitude,
  ]
  private let isDeclared: Bool
  private let name: String

  package init(_ file: RasterFile, band: RasterBand) {
    isDeclared = band.nodata != nil || file.remarks.nodata != nil || file.remarks.allCount
    name = file.name
  }

  /// - Throws: `Failure` (EX_DATAERR) where a sample is such a value, and the raster does not say what stands for none.
  package func check(_ sample: Double) throws {
    guard !isDeclared, Self.values.contains(sample) else { return }
    let text = sample == sample.rounded() && abs(sample) < 1e9 ? "\(Int(sample))" : "\(sample)"
    throw Failure.data(
      name,
      "holds \(text), which usually stands for none, and does not say what does; --nodata \(text) says so, --nodata none that it counts"
    )
  }
}
