internal import Foundation
internal import Geography
internal import Logging
internal import Scenes
internal import Support
internal import TestSupport

/// The rasters and polygons of `make_scenes.py`.
enum SceneFixture {
  static let (width, height) = (120, 100)

  static func path(_ name: String) -> String { Repository.fixture("scenes/\(name)").path }

  static func scene(_ names: String..., bands: String? = nil, remarks: RasterFile.Remarks = .init()) throws
    -> Scene
  {
    try Scene(
      names.map { [try RasterFile(path($0), remarks: remarks)] },
      bands: try bands.map { try BandChoice(parsing: $0) })
  }

  static func regions() throws -> PolygonLayer {
    let file = InputFile(path: path("regions.geojson"), name: "regions.geojson")
    return try PolygonLayer(reading: file, idProperty: nil, what: "region", log: Logger(label: "test"))
  }

  /// The samples of `utm.tif`, by the generator's formula.
  static func utm(column: Int, row: Int, band: Int) -> UInt8 {
    UInt8((7 * column + 13 * row + 31 * band) % 251)
  }
}
