package import GDAL
internal import Geography
internal import Support

/// Where the pictures of regions are to be cut.
package struct CropPlan: Sendable {
  /// The windows' coordinate reference system.
  package let crs: SpatialReference
  /// In the order of the regions, those of a region one behind another.
  package let windows: [CropWindow]

  /// What of a region is to be shown.
  package enum Shape: Sendable, Equatable {
    /// So many metres around its point of inaccessibility, or another point that is given.
    case square(Double)
    /// The square around all of it.
    case bounds
    /// Squares of so many metres, as many as cover it.
    case cover(Double)
    /// So many pixels of the scene around that point, as they are.
    case pixels(Int)
  }

  package init(crs: SpatialReference, windows: [CropWindow]) {
    self.crs = crs
    self.windows = windows
  }

  /// The coordinate reference system that windows are squares in: that of the scene where it has metres of about the
  /// length that they have on the ground, else the zone of Universal Transverse Mercator that a place lies in.
  package static func crs(for scene: Scene, around place: SIMD2<Double>) throws -> SpatialReference {
    let crs = scene.crs
    if crs.isProjected, abs(crs.metresPerUnit - 1) < 1e-9 {
      let ground = try GroundScale(of: crs)
      if let scale = ground.scale(at: place), abs(scale.x - 1) < 0.01, abs(scale.y - 1) < 0.01 { return crs }
    }
    return try SpatialReference.utm(lon: place.x, lat: place.y)
  }
}
