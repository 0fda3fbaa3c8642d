package import Geography

/// A square of the map that a picture is to show.
package struct CropWindow: Sendable, Equatable {
  /// Number of the region.
  package let region: Int
  /// In the units of the windows' coordinate reference system.
  package let box: Box
  /// How much of the region it shows, of 1.
  package let share: Double

  package init(region: Int, box: Box, share: Double = 1) {
    self.region = region
    self.box = box
    self.share = share
  }

  /// West, south, east, north.
  package var edges: [Double] { [box.low.x, box.low.y, box.high.x, box.high.y] }

  /// Upper left, upper right, lower right, lower left.
  package var corners: [SIMD2<Double>] {
    [SIMD2(box.low.x, box.high.y), box.high, SIMD2(box.high.x, box.low.y), box.low]
  }
}
