internal import Geography

/// What to simulate.
package struct CityPlan: Sendable {
  package var seed: UInt64
  /// Number of regions.
  package var regions: Int
  /// Mean number of points of interest in a region.
  var poiDensity: Double
  /// Factor on the indicators' own noise; 0 makes them functions of the latents.
  package var noise: Double
  /// Side of the satellite pictures in pixels; they show 256 m whatever the size.
  var imageSize: Int
  /// Street-view pictures of a region; 0 for none.
  package var streetViews: Int
  /// Side of the street-view pictures in pixels.
  var streetViewSize: Int
  /// Side of a pixel of the scenes in metres; nil for no scenes.
  var scenePixel: Double?
  /// What every id begins with, so that those of several cities differ.
  var prefix: String
  /// Longitude and latitude of the city's centre in degrees.
  var origin: SIMD2<Double>

  /// In mid-Atlantic, so that no one takes it for a real city.
  package static let origin = SIMD2(-30.0, 40.0)

  var projection: LocalProjection { LocalProjection(lon: origin.x, lat: origin.y) }

  package init(
    seed: UInt64 = 1, regions: Int = 400, poiDensity: Double = 20, noise: Double = 1, imageSize: Int = 64,
    streetViews: Int = 10, streetViewSize: Int = 64, scenePixel: Double? = nil,
    prefix: String = "", origin: SIMD2<Double> = CityPlan.origin
  ) {
    self.seed = seed
    self.regions = regions
    self.poiDensity = poiDensity
    self.noise = noise
    self.imageSize = imageSize
    self.streetViews = streetViews
    self.streetViewSize = streetViewSize
    self.scenePixel = scenePixel
    self.prefix = prefix
    self.origin = origin
  }
}
