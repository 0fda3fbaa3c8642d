internal import CGDAL
internal import Foundation
internal import GDAL

/// What a raster says of one of its bands.
package struct RasterBand: Sendable {
  /// Type of its samples, as GDAL calls it: `Byte`, `UInt16`, `Float32` …
  package let type: String
  /// What it is called: its description, its colour, or for the only band of a file the file's name; else a number.
  package let names: [String]
  /// The value that stands for none.
  package let nodata: Double?
  /// A sample times `scale` plus `offset` is what it means.
  package let scale: Double
  package let offset: Double

  package var isInteger: Bool { !type.hasPrefix("Float") && !type.hasPrefix("C") }
  package var isScaled: Bool { scale != 1 || offset != 0 }

  init(_ band: GDALRasterBandH, number: Int, only: Bool, stem: String) {
    type = GDALLibrary.string(GDALGetDataTypeName(GDALGetRasterDataType(band)))
    var given: Int32 = 0
    let none = GDALGetRasterNoDataValue(band, &given)
    nodata = given != 0 ? none : nil
    scale = GDALGetRasterScale(band, nil)
    offset = GDALGetRasterOffset(band, nil)
    let description = GDALLibrary.string(GDALGetDescription(band))
    let colour = GDALLibrary.string(
      GDALGetColorInterpretationName(GDALGetRasterColorInterpretation(band)))
    var names: [String] = []
    if !description.isEmpty { names.append(description) }
    if ["Red", "Green", "Blue"].contains(colour) { names.append(colour.lowercased()) }
    if only { names.append(stem) }
    self.names = names + ["b\(number)"]
  }

  /// Whether the band may be called `wanted`: one of its names, or a part of one between `_`, `-`, `,` or blanks.
  func isCalled(_ wanted: String) -> Bool {
    let wanted = Self.bare(wanted)
    return names.contains { name in
      Self.bare(name) == wanted
        || name.split(whereSeparator: { "_-, ".contains($0) }).contains { Self.bare(String($0)) == wanted }
    }
  }

  /// In lower case; B04 and B4 are the same band.
  private static func bare(_ name: String) -> String {
    let name = name.lowercased()
    guard name.hasPrefix("b0"), name.count == 3 else { return name }
    return "b" + name.suffix(1)
  }
}
