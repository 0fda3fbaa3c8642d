internal import Foundation
internal import Support

extension City {
  /// The names of the scenes, and the days that they show.
  private static let scenes = [
    (name: "scene.tif", isCloudy: false, date: "2021:06:16 10:30:00"),
    (name: "scene_cloudy.tif", isCloudy: true, date: "2021:07:24 10:30:00"),
  ]

  static var sceneCount: Int { scenes.count }

  /// The whole city from above on two days, as GeoTIFF.
  /// - Parameter pixel: side of a pixel in metres.
  func sceneFiles(pixel: Double) throws -> [(name: String, bytes: [UInt8])] {
    let raster = RegionRaster(self, pixel: pixel, margin: 500)
    return try Self.scenes.map { scene in
      let painter = ScenePainter(self, raster, isCloudy: scene.isCloudy)
      let file = GeoTIFF(
        bands: ScenePainter.bands + (scene.isCloudy ? [ScenePainter.classBand] : []), width: raster.width,
        height: raster.height, pixel: pixel, corner: raster.corner, origin: plan.origin, date: scene.date)
      return (scene.name, try file.encoded(painter.row))
    }
  }
}
