/// Extent of `knowcl/images`: how many pictures of which regions, and what each holds.
package struct ImageShape: Sendable, Equatable {
  package let views: RegionViews
  package let height: Int
  package let width: Int
  package let pixels: PixelLayout
  /// Whether the pictures say where on the map they were cut.
  package let isPlaced: Bool

  package init(
    views: RegionViews, height: Int, width: Int, pixels: PixelLayout = .rgb, isPlaced: Bool = false
  ) {
    self.views = views
    self.height = height
    self.width = width
    self.pixels = pixels
    self.isPlaced = isPlaced
  }

  /// Photographs, as many of every region.
  /// - Parameter views: pictures a region; nil for one satellite picture, which is no view.
  package init(regions: Int, views: Int?, height: Int, width: Int) {
    self.init(
      views: views.map { RegionViews(regions: regions, each: $0) } ?? .single(regions), height: height,
      width: width)
  }

  package var regions: Int { views.regions }
  package var pictures: Int { views.pictures }
  /// Bytes of a picture.
  package var pictureBytes: Int { height * width * pixels.bytes }

  /// Bytes of the pictures of some regions.
  package func bytes(of regions: Range<Int>) -> Int { views[regions].count * pictureBytes }

  /// The oldest version of the schema that can hold such pictures.
  package var version: SchemaVersion {
    if isPlaced { return SchemaVersion(1, 2) }
    return pixels == .rgb && views.each != nil ? SchemaVersion(1, 0) : SchemaVersion(1, 1)
  }
}
